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

/** The pages of one chat after an event; unchanged when the event concerns another chat or nothing shown. */
export const applyMessageEvent = (
  pages: MessagePages,
  event: WaqtorEvent,
  chat: { sessionId: string; chatId: string },
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
      const data = event.data as EventData<'message.edited'>;
      return patch(pages, data.messageId, (message) => ({ ...message, body: data.body }));
    }
    case 'message.deleted': {
      const data = event.data as EventData<'message.deleted'>;
      return patch(pages, data.messageId, (message) => ({ ...message, type: 'system', body: '', media: null }));
    }
    default:
      return pages;
  }
};
