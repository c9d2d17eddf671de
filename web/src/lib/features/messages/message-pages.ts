import type { EventData, Message, Page, WaqtorEvent } from '@waqtor/contracts';
import { laterStatus } from './message-status.ts';

/** Newest first, in pages, as `GET /api/messages` answers them. */
export type MessagePages = Page<Message>[];

type Progress = EventData<'message.sent'> & { code?: string };

const patch = (pages: MessagePages, id: string, change: (message: Message) => Message): MessagePages =>
  pages.map((page) =>
    page.data.some((message) => message.id === id)
      ? { ...page, data: page.data.map((message) => (message.id === id ? change(message) : message)) }
      : page,
  );

/** Adds a message or brings a known one up to date; its state never goes back. */
export const upsertMessage = (pages: MessagePages, message: Message): MessagePages => {
  if (pages.some((page) => page.data.some(({ id }) => id === message.id))) {
    return patch(pages, message.id, (known) => ({
      ...known,
      ...message,
      status: laterStatus(known.status, message.status),
    }));
  }
  const [first, ...rest] = pages;
  if (!first) return [{ data: [message], nextCursor: null, hasMore: false }];
  // Messages found after a gap belong between the others: sorted by time, stable for equal times.
  const data = [message, ...first.data].sort((a, b) => b.timestamp.localeCompare(a.timestamp));
  return [{ ...first, data }, ...rest];
};

/** The pages without a message that was deleted for us alone. */
export const removeMessage = (pages: MessagePages, id: string): MessagePages =>
  pages.map((page) => ({ ...page, data: page.data.filter((message) => message.id !== id) }));

/** The newest reaction of each person; an empty one takes it back. `contactId` is null for our own. */
const withReaction = (message: Message, emoji: string, contactId: Message['contact']['id'] | null): Message => {
  const others = (message.reactions ?? []).filter((reaction) => reaction.contactId !== contactId);
  return { ...message, reactions: emoji === '' ? others : [...others, { emoji, contactId }] };
};

/**
 * The pages of one chat after an event; unchanged when the event concerns another chat or nothing shown. By
 * `ownPhone` a reaction made on our phone is known for ours.
 */
export const applyMessageEvent = (
  pages: MessagePages,
  event: WaqtorEvent,
  chat: { sessionId: string; chatId: string },
  ownPhone: string | null = null,
): MessagePages => {
  if (event.sessionId !== chat.sessionId || event.data.chatId !== chat.chatId) return pages;
  switch (event.type) {
    case 'message.accepted':
    case 'message.received':
      return upsertMessage(pages, event.data as unknown as Message);
    case 'message.sent':
    case 'message.delivered':
    case 'message.read':
    case 'message.failed': {
      const data = event.data as Progress;
      return patch(pages, data.messageId, (message) => ({
        ...message,
        status: laterStatus(message.status, data.status),
        waMessageId: data.waMessageId ?? message.waMessageId,
        failure: data.code ? { code: data.code } : message.failure,
      }));
    }
    case 'message.edited': {
      const { messageId, body, timestamp } = event.data as EventData<'message.edited'>;
      return patch(pages, messageId, (message) => ({ ...message, body, editedAt: timestamp }));
    }
    case 'message.deleted': {
      const { messageId, timestamp } = event.data as EventData<'message.deleted'>;
      return patch(pages, messageId, (message) => ({ ...message, body: '', media: null, deletedAt: timestamp }));
    }
    case 'message.reaction': {
      const { messageId, emoji, contact } = event.data as EventData<'message.reaction'>;
      const isOurs = ownPhone !== null && contact.phone === ownPhone;
      return patch(pages, messageId, (message) => withReaction(message, emoji, isOurs ? null : contact.id));
    }
    case 'message.media': {
      const { messageId, media } = event.data as EventData<'message.media'>;
      return patch(pages, messageId, (message) => ({ ...message, media }));
    }
    default:
      return pages;
  }
};
