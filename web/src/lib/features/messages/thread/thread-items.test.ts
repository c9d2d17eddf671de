import { readFileSync } from 'node:fs';
import type { Message } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { firstUnread, threadItems } from './thread-items.ts';

const { message: base } = JSON.parse(
  readFileSync(new URL('../../../../../../packages/contracts/fixtures/resources.json', import.meta.url), 'utf8'),
) as { message: Message };
const NOW = new Date(2026, 10, 21, 12);
const at = (id: string, hoursAgo: number, over: Partial<Message> = {}): Message =>
  ({ ...base, id, timestamp: new Date(NOW.getTime() - hoursAgo * 3_600_000).toISOString(), ...over }) as Message;
const out = { direction: 'outbound' as const };
const kinds = (messages: Message[], unread: { messageId: string; count: number } | null = null, isTyping = false) =>
  threadItems({ messages, pending: [], unread, isTyping }).map(({ kind, key }) => `${kind}:${key}`);

describe('D-5 the thread', () => {
  it('D-5 says the day once before its messages, and the line of new messages where they begin', () => {
    const messages = [at('a', 30), at('b', 2), at('c', 1)];
    expect(kinds(messages, firstUnread(messages, 1), true)).toEqual([
      'day:day a',
      'message:a',
      'day:day b',
      'message:b',
      'unread:unread',
      'message:c',
      'typing:typing',
    ]);
  });

  it('D-5 counts only what came in as new', () => {
    const messages = [at('a', 4), at('b', 3), at('c', 2, out), at('d', 1, { type: 'system' })];
    expect(firstUnread(messages, 2)).toEqual({ messageId: 'a', count: 2 });
    expect(firstUnread(messages, 0)).toBeNull();
    expect(firstUnread([at('c', 2, out)], 3)).toBeNull();
  });

  it('D-6 says where messages are missing, and whose day the next one is of', () => {
    const messages = [at('a', 3), at('b', 2)];
    const items = threadItems({
      messages,
      pending: [],
      unread: null,
      isTyping: false,
      holes: new Map([['b', 'cursor']]),
    });
    expect(items.map(({ key }) => key)).toEqual(['day a', 'a', 'hole b', 'day b', 'b']);
  });

  it('D-5 leaves more room where the other one begins to write', () => {
    const items = threadItems({
      messages: [at('a', 3), at('b', 2), at('c', 1, out)],
      pending: [],
      unread: null,
      isTyping: false,
    });
    expect(items.flatMap((item) => (item.kind === 'message' ? [item.isFirst] : []))).toEqual([true, false, true]);
  });

  it('M-6 begins anew where another of us writes, and not between two messages of one', () => {
    const by = (kind: 'dashboard' | 'api', id: string) => ({ ...out, origin: { kind, id } });
    const items = threadItems({
      messages: [
        at('a', 5, by('dashboard', 'usr_1')),
        at('b', 4, by('dashboard', 'usr_1')),
        at('c', 3, by('dashboard', 'usr_2')),
        at('d', 2, by('api', 'key_1')),
      ],
      pending: [],
      unread: null,
      isTyping: false,
    });
    expect(items.flatMap((item) => (item.kind === 'message' ? [item.isFirst] : []))).toEqual([true, false, true, true]);
  });
});
