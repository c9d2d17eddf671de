import { readFileSync } from 'node:fs';
import type { Message } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { adoptMessage, settle, visiblePending, type PendingMessage } from './pending.ts';

const { message: base } = JSON.parse(
  readFileSync(new URL('../../../../../packages/contracts/fixtures/resources.json', import.meta.url), 'utf8'),
) as { message: Message };
const chat = { sessionId: base.sessionId, chatId: base.chatId };

const pending = (key: string, text: string, extra: Partial<PendingMessage> = {}): PendingMessage => ({
  ...chat,
  key,
  text,
  attachment: null,
  options: {},
  createdAt: base.timestamp,
  state: 'sending',
  messageId: null,
  problem: null,
  isUnanswered: false,
  ...extra,
});
const accepted = (id: string, body: string): Message => ({
  ...base,
  id,
  body,
  direction: 'outbound',
  status: 'queued',
});
const answer = (messageId: string) => ({
  messageId,
  waMessageId: null,
  status: 'sent' as const,
  timestamp: base.timestamp,
});
const shown = (list: PendingMessage[], ...messages: Message[]): string[] =>
  visiblePending(list, messages, chat).map(({ key }) => key);

describe('M-1 a message that is being sent', () => {
  it('M-1 is shown until the row of the server takes its place', () => {
    const list = [pending('a', 'hello')];
    expect(shown(list)).toEqual(['a']);
    const told = accepted('msg_1', 'hello');
    expect(shown(adoptMessage(list, told), told)).toEqual([]);
  });

  it('M-1 is shown once when the event is faster than the answer', () => {
    const told = accepted('msg_1', 'hello');
    const list = settle(adoptMessage([pending('a', 'hello')], told), 'a', answer('msg_1'));
    expect(shown(list, told)).toEqual([]);
  });

  it('M-1 two equal texts are two messages', () => {
    const first = accepted('msg_1', 'hello');
    const list = adoptMessage([pending('a', 'hello'), pending('b', 'hello')], first);
    expect(shown(list, first)).toEqual(['b']);
    const second = accepted('msg_2', 'hello');
    expect(shown(adoptMessage(list, second), first, second)).toEqual([]);
  });

  it('M-1 believes the answer over a guess', () => {
    const first = accepted('msg_1', 'hello');
    // Sent in one order, accepted in the other.
    const guessed = adoptMessage([pending('a', 'hello'), pending('b', 'hello')], first);
    expect(shown(settle(guessed, 'b', answer('msg_1')), first)).toEqual(['a']);
  });

  it('M-1 takes no message of another chat, of the other side or of another kind for its own', () => {
    const list = [pending('a', 'hello')];
    for (const foreign of [
      { ...accepted('msg_1', 'hello'), chatId: '1@c.us' },
      { ...accepted('msg_1', 'hello'), direction: 'inbound' as const },
      { ...accepted('msg_1', 'hello'), type: 'image' as const },
      accepted('msg_1', 'other'),
    ]) {
      expect(shown(adoptMessage(list, foreign), foreign)).toEqual(['a']);
    }
  });

  it('M-1 a failed one stays with its text', () => {
    const list = [pending('a', 'hello', { state: 'failed', problem: 'no' })];
    const told = accepted('msg_1', 'hello');
    expect(shown(adoptMessage(list, told), told)).toEqual(['a']);
  });
});
