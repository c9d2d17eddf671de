import type * as z from 'zod';
import { chatSchema } from '../message.ts';
import {
  messageAcceptedData,
  messageDeletedData,
  messageEditedData,
  messageFailedData,
  messageGroupData,
  messageMediaData,
  messageProgressData,
  messageReactionData,
  messageReceivedData,
  messageTypingData,
} from './message.ts';
import { campaignChangedData, campaignCompletedData, campaignProgressData } from './campaign.ts';
import { monitorAlertData, monitorStatsData } from './monitor.ts';
import { sessionDataLossData, sessionQrData, sessionStatsData, sessionStatusData } from './session.ts';
import { notificationChangedData, notificationNewData } from './notification.ts';
import { smartbotReplyData, smartbotRuleUpdatedData } from './smartbot.ts';
import { webhookDisabledData, webhookTestData } from './webhook.ts';

export interface EventDefinition {
  readonly data: z.ZodType;
  readonly version: number;
  /** Ephemeral events have no `seq` and are not kept in the log (H-6). */
  readonly isEphemeral: boolean;
  readonly description: string;
  /**
   * Fields of `data` that name whose value an ephemeral event tells, beside its session: of several within a tick only
   * the last is sent (H-11). Undefined: every one of them is.
   */
  readonly lastValueOf?: readonly string[];
}

const kept = <T extends z.ZodType>(data: T, description: string): EventDefinition & { readonly data: T } => ({
  data,
  version: 1,
  isEphemeral: false,
  description,
});
const ephemeral = <T extends z.ZodType>(
  data: T,
  description: string,
  lastValueOf?: readonly string[],
): EventDefinition & { readonly data: T } => ({
  data,
  version: 1,
  isEphemeral: true,
  description,
  ...(lastValueOf === undefined ? {} : { lastValueOf }),
});

/** Every event type that WaQtor emits. To add one: a schema, a row here, a fixture, a translation. */
export const EVENT_CATALOG = {
  'session.status': kept(sessionStatusData, 'A session changed its status, wish or reason.'),
  'session.qr': ephemeral(sessionQrData, 'A new code to scan; replaces the one before.', []),
  'session.stats': ephemeral(sessionStatsData, 'Counters of a session, at most every 10 seconds.', []),
  'session.data_loss': kept(sessionDataLossData, 'The host lost its store; messages in flight became unknown.'),
  'message.accepted': kept(messageAcceptedData, 'An outgoing message was accepted and waits for its turn.'),
  'message.received': kept(messageReceivedData, 'A message came in, or was found after a gap (backfilled).'),
  'message.sent': kept(messageProgressData, 'WhatsApp took an outgoing message.'),
  'message.delivered': kept(messageProgressData, 'An outgoing message reached the phone of the recipient.'),
  'message.read': kept(messageProgressData, 'An outgoing message was read.'),
  'message.failed': kept(messageFailedData, 'An outgoing message failed, expired, or has an unknown outcome.'),
  'message.edited': kept(messageEditedData, 'The text of a message changed.'),
  'message.deleted': kept(messageDeletedData, 'A message was deleted for everyone.'),
  'message.reaction': kept(messageReactionData, 'Somebody reacted to a message, or took it back.'),
  'message.media': kept(messageMediaData, 'The file of a message arrived, or cannot be had.'),
  'message.group': kept(messageGroupData, 'Members, subject or description of a group changed.'),
  'message.typing': ephemeral(messageTypingData, 'The other side is writing or recording, or stopped.', ['chatId']),
  'inbox.updated': ephemeral(chatSchema, 'The last value of a chat, at most once a second (topic inbox).', ['chatId']),
  'campaign.progress': ephemeral(campaignProgressData, 'How far a campaign is, at most four times a second.', [
    'campaignId',
  ]),
  'campaign.started': kept(campaignChangedData, 'A campaign began to send; once for each campaign.'),
  'campaign.completed': kept(campaignCompletedData, 'A campaign has a final state for every recipient.'),
  'campaign.paused': kept(campaignChangedData, 'A campaign stopped for now, by wish or by itself.'),
  'campaign.resumed': kept(campaignChangedData, 'A paused campaign goes on.'),
  'campaign.failed': kept(campaignChangedData, 'A campaign stopped itself for good.'),
  'campaign.cancelled': kept(campaignChangedData, 'A campaign was cancelled; nothing more goes out.'),
  'smartbot.reply': kept(smartbotReplyData, 'SmartBot answered a message.'),
  'smartbot.rule-updated': kept(smartbotRuleUpdatedData, 'A rule of SmartBot was made, changed or deleted.'),
  'notification.new': ephemeral(
    notificationNewData,
    'Somebody is notified; only their own connections get it, webhooks never do.',
  ),
  'notification.changed': ephemeral(
    notificationChangedData,
    'Notifications were read or deleted; only the connections of their reader get it.',
    [],
  ),
  'monitor.stats': ephemeral(
    monitorStatsData,
    'Figures of the hub, every 2 seconds to connections that follow `monitor` by name; webhooks never get it.',
    [],
  ),
  'monitor.alert': kept(monitorAlertData, 'A threshold of the monitor was crossed, or is kept again.'),
  'webhook.disabled': kept(webhookDisabledData, 'An endpoint was disabled.'),
  'webhook.test': ephemeral(webhookTestData, 'A test delivery asked for by an operator.'),
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof EVENT_CATALOG;
export const isEventType = (type: string): type is EventType => Object.hasOwn(EVENT_CATALOG, type);
export type EventData<T extends EventType> = z.infer<(typeof EVENT_CATALOG)[T]['data']>;
