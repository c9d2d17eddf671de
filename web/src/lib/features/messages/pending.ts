import type { Message, SendResponse } from '@waqtor/contracts';
import type { SendOptions } from '$lib/api/messages.ts';
import type { Attachment } from './attachment.svelte.ts';

/** A message that this tab is sending: shown at once, until the server's own row takes its place. */
export interface PendingMessage {
  /** Also the Idempotency-Key: repeating it cannot send twice. */
  key: string;
  sessionId: string;
  chatId: string;
  text: string;
  attachment: Attachment | null;
  /** What is quoted and when it goes out. */
  options: SendOptions;
  createdAt: string;
  state: 'sending' | 'failed' | 'accepted';
  /** The server's id, as soon as anything tells it. */
  messageId: string | null;
  /** Why it failed, in the reader's words. */
  problem: string | null;
  /** No answer came: the same key must be used again. */
  isUnanswered: boolean;
}

export const nowIso = (): string => new Date().toISOString();

const isAlike = (pending: PendingMessage, message: Message): boolean =>
  pending.messageId === null &&
  pending.state === 'sending' &&
  message.direction === 'outbound' &&
  pending.sessionId === message.sessionId &&
  pending.chatId === message.chatId &&
  (message.bodyTruncated ? pending.text.startsWith(message.body.slice(0, 200)) : pending.text === message.body) &&
  (message.type === 'text') === (pending.attachment === null);

/**
 * The server told of an accepted message, perhaps before it answered the request that made it: the oldest pending
 * message that looks the same is that one, so that it is not shown twice meanwhile.
 */
export const adoptMessage = (pending: readonly PendingMessage[], message: Message): PendingMessage[] => {
  if (pending.some(({ messageId }) => messageId === message.id)) return [...pending];
  const match = pending.find((candidate) => isAlike(candidate, message));
  return pending.map((one) => (one === match ? { ...one, messageId: message.id } : one));
};

/** The answer names the message for certain; a pending one that was guessed to be it is free again. */
export const settle = (pending: readonly PendingMessage[], key: string, answer: SendResponse): PendingMessage[] =>
  pending.map((one) => {
    if (one.key === key) return { ...one, state: 'accepted', messageId: answer.messageId, problem: null };
    return one.messageId === answer.messageId ? { ...one, messageId: null } : one;
  });

/** Pending messages that no row of the server stands for yet, oldest first. */
export const visiblePending = (
  pending: readonly PendingMessage[],
  messages: readonly Pick<Message, 'id'>[],
  chat: { sessionId: string; chatId: string },
): PendingMessage[] => {
  const known = new Set(messages.map(({ id }) => id));
  return pending.filter(
    (one) =>
      one.sessionId === chat.sessionId &&
      one.chatId === chat.chatId &&
      !(one.messageId !== null && known.has(one.messageId)),
  );
};
