import type { EventData, Message, WaqtorEvent } from '@waqtor/contracts';
import { formatPhone } from '$lib/i18n/format.ts';
import { sessionWords } from '$lib/features/session/session-words.ts';
import * as m from '$lib/paraglide/messages.js';

export type ActivityKind = 'session' | 'received' | 'sent' | 'failed' | 'webhook';
export type ActivityTone = '' | 'success' | 'warning' | 'danger' | 'info';

export interface ActivityLine {
  id: string;
  kind: ActivityKind;
  tone: ActivityTone;
  text: string;
  timestamp: string;
}

/** Types that the recent activity asks for; progress between sent and read would drown the rest. */
export const ACTIVITY_TYPES =
  'session.status,session.data_loss,message.received,message.sent,message.failed,webhook.disabled';

const TONE_OF = { ok: 'success', warn: 'warning', bad: 'danger', inf: 'info', off: '' } as const;

const whoOf = (chatId: string): string => {
  const digits = /^(\d+)@c\.us$/.exec(chatId)?.[1];
  // Isolated: a number in a right-to-left sentence would otherwise turn around its plus.
  return digits
    ? `\u2066${formatPhone(digits)}\u2069`
    : chatId.endsWith('@g.us')
      ? m.activity_a_group()
      : m.activity_a_contact();
};

/** One line of the recent activity in the reader's words; null for what is not told here. */
export const activityLine = (event: WaqtorEvent, sessionName: string): ActivityLine | null => {
  const base = { id: event.id, timestamp: event.timestamp };
  switch (event.type) {
    case 'session.status': {
      const data = event.data as EventData<'session.status'>;
      const words = sessionWords({ status: data.status, reason: data.reason && { code: data.reason, message: '' } });
      return {
        ...base,
        kind: 'session',
        tone: TONE_OF[words.tone],
        text: m.activity_session({
          name: `\u2068${sessionName}\u2069`,
          state: [words.title, words.cause].filter(Boolean).join('. '),
        }),
      };
    }
    case 'session.data_loss':
      return { ...base, kind: 'session', tone: 'danger', text: m.activity_data_loss() };
    case 'message.received': {
      const message = event.data as unknown as Message;
      return {
        ...base,
        kind: 'received',
        tone: 'info',
        text: m.activity_received({
          who: message.contact.name ? `\u2068${message.contact.name}\u2069` : whoOf(message.chatId),
        }),
      };
    }
    case 'message.sent':
      return {
        ...base,
        kind: 'sent',
        tone: 'success',
        text: m.activity_sent({ who: whoOf((event.data as EventData<'message.sent'>).chatId) }),
      };
    case 'message.failed':
      return {
        ...base,
        kind: 'failed',
        tone: 'danger',
        text: m.activity_failed({ who: whoOf((event.data as EventData<'message.failed'>).chatId) }),
      };
    case 'webhook.disabled':
      return { ...base, kind: 'webhook', tone: 'danger', text: m.activity_webhook_disabled() };
    default:
      return null;
  }
};
