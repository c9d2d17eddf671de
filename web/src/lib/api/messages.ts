import type { Message, MessageContent, Page, SendResponse } from '@waqtor/contracts';
import type { ChatKey } from './inbox.ts';
import { request } from './request.ts';

export interface MessageQuery {
  sessionId?: string;
  chatId?: string;
  /** Words that are all in the text, folded by the server. */
  q?: string;
}
const PAGE = 50;
const path = (messageId: string, act = ''): string => `/api/messages/${encodeURIComponent(messageId)}${act}`;

export const listMessages = (
  query: MessageQuery,
  cursor: string | undefined,
  signal: AbortSignal | undefined,
  limit = PAGE,
): Promise<Page<Message>> =>
  request('/api/messages', { query: { ...query, limit, cursor }, ...(signal ? { signal } : {}) });
export const getMessage = (messageId: string, signal: AbortSignal): Promise<Message> =>
  request(path(messageId), { signal });

export interface SendOptions {
  quotedMessageId?: string;
  /** ISO time: not before then. */
  sendAt?: string;
}
/** What one send carries beside its chat; each kind has its path. */
export type Outgoing =
  | { kind: 'text'; text: string }
  | {
      kind: 'media';
      mediaId: string;
      type: 'image' | 'video' | 'audio' | 'voice' | 'document';
      caption: string;
      filename: string | null;
    }
  | { kind: 'content'; content: Extract<MessageContent, { kind: 'location' | 'contacts' | 'poll' }> };

const bodyOf = (out: Outgoing): { path: string; body: object } => {
  if (out.kind === 'text') return { path: 'send-text', body: { text: out.text } };
  if (out.kind === 'media') {
    const { mediaId, type, caption, filename } = out;
    const words = caption === '' ? {} : { caption };
    return {
      path: 'send-media',
      body: { media: { id: mediaId }, type, ...words, ...(filename === null ? {} : { filename }) },
    };
  }
  const { content } = out;
  if (content.kind === 'contacts') return { path: 'send-contact', body: { contacts: content.contacts } };
  if (content.kind === 'poll') {
    const { question, options, allowMultiple } = content;
    return { path: 'send-poll', body: { poll: { question, options, allowMultiple } } };
  }
  const { latitude, longitude, name, address } = content;
  return {
    path: 'send-location',
    body: { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) },
  };
};

export const send = (
  { sessionId, chatId }: ChatKey,
  out: Outgoing,
  options: SendOptions,
  idempotencyKey: string,
): Promise<SendResponse> => {
  const { path: kind, body } = bodyOf(out);
  const wished = Object.keys(options).length > 0 ? { options } : {};
  return request(`/api/messages/${kind}`, {
    method: 'POST',
    body: { sessionId, chatId, ...body, ...wished },
    idempotencyKey,
  });
};

const change = (messageId: string, act: string, body: object): Promise<Message> =>
  request(path(messageId, act), { method: 'POST', body, idempotencyKey: crypto.randomUUID() });
/** An empty emoji takes the reaction back. */
export const reactTo = (messageId: string, emoji: string): Promise<Message> => change(messageId, '/react', { emoji });
export const editMessage = (messageId: string, text: string): Promise<Message> => change(messageId, '/edit', { text });
/** Of a message that still waits. */
export const cancelMessage = (messageId: string): Promise<Message> => change(messageId, '/cancel', {});
export const forwardMessage = (messageId: string, { sessionId, chatId }: ChatKey): Promise<SendResponse> =>
  request(path(messageId, '/forward'), {
    method: 'POST',
    query: { sessionId },
    body: { chatId },
    idempotencyKey: crypto.randomUUID(),
  });
export const deleteMessage = (messageId: string, scope: 'everyone' | 'me'): Promise<Message | undefined> =>
  request(path(messageId), { method: 'DELETE', query: { for: scope }, isKeptAlive: true });
