import type { EventData, Message, WaqtorEvent } from '@waqtor/contracts';
import { type MessageRuns, patchMessage, upsertMessage } from './message-runs.ts';
import { laterStatus } from './message-status.ts';

type Progress = EventData<'message.sent'> & { code?: string };

/** The newest reaction of each person; an empty one takes it back. `contactId` is null for our own. */
const withReaction = (message: Message, emoji: string, contactId: Message['contact']['id'] | null): Message => {
  const others = (message.reactions ?? []).filter((reaction) => reaction.contactId !== contactId);
  return { ...message, reactions: emoji === '' ? others : [...others, { emoji, contactId }] };
};

/**
 * What is known of one chat after an event; unchanged when the event concerns another chat or nothing shown. By
 * `ownPhone` a reaction made on our phone is known for ours.
 */
export const applyMessageEvent = (
  known: MessageRuns,
  event: WaqtorEvent,
  chat: { sessionId: string; chatId: string },
  ownPhone: string | null = null,
): MessageRuns => {
  if (event.sessionId !== chat.sessionId || event.data.chatId !== chat.chatId) return known;
  switch (event.type) {
    case 'message.accepted':
    case 'message.received':
      return upsertMessage(known, event.data as unknown as Message);
    case 'message.sent':
    case 'message.delivered':
    case 'message.read':
    case 'message.failed': {
      const data = event.data as Progress;
      return patchMessage(known, data.messageId, (message) => ({
        ...message,
        status: laterStatus(message.status, data.status),
        waMessageId: data.waMessageId ?? message.waMessageId,
        failure: data.code ? { code: data.code } : message.failure,
      }));
    }
    case 'message.edited': {
      const { messageId, body, timestamp } = event.data as EventData<'message.edited'>;
      return patchMessage(known, messageId, (message) => ({ ...message, body, editedAt: timestamp }));
    }
    case 'message.deleted': {
      const { messageId, timestamp } = event.data as EventData<'message.deleted'>;
      return patchMessage(known, messageId, (message) => ({ ...message, body: '', media: null, deletedAt: timestamp }));
    }
    case 'message.reaction': {
      const { messageId, emoji, contact } = event.data as EventData<'message.reaction'>;
      const isOurs = ownPhone !== null && contact.phone === ownPhone;
      return patchMessage(known, messageId, (message) => withReaction(message, emoji, isOurs ? null : contact.id));
    }
    case 'message.media': {
      const { messageId, media } = event.data as EventData<'message.media'>;
      return patchMessage(known, messageId, (message) => ({ ...message, media }));
    }
    default:
      return known;
  }
};
