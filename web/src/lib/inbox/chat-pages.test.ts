import { readFileSync } from 'node:fs';
import type { Chat, Page } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { answersTo, countUnread, markChatRead, upsertChat } from './chat-pages.ts';

const { chat: base } = JSON.parse(
  readFileSync(new URL('../../../../packages/contracts/fixtures/resources.json', import.meta.url), 'utf8'),
) as { chat: Chat };
const chat = (name: string, minute: number, extra: Partial<Chat> = {}): Chat => ({
  ...base,
  chatId: `${name}@c.us`,
  updatedAt: `2026-11-21T09:${String(minute).padStart(2, '0')}:00.000Z`,
  ...extra,
});
const pages = (...data: Chat[]): Page<Chat>[] => [{ data, nextCursor: 'next', hasMore: true }];
const order = (list: Page<Chat>[]): string[] => list.flatMap(({ data }) => data).map(({ chatId }) => chatId);

describe('M-6 inbox', () => {
  it('M-6 brings a chat that moved to the top, once', () => {
    const two = [...pages(chat('1', 30), chat('2', 20)), ...pages(chat('3', 10))];
    expect(order(upsertChat(two, chat('3', 40)))).toEqual(['3@c.us', '1@c.us', '2@c.us']);
  });

  it('M-6 adds a chat that is new', () => {
    expect(order(upsertChat(pages(chat('1', 30)), chat('2', 31)))).toEqual(['2@c.us', '1@c.us']);
  });

  it('M-6 ignores a value older than the one shown', () => {
    const before = pages(chat('1', 30, { unreadCount: 0 }));
    expect(upsertChat(before, chat('1', 29, { unreadCount: 5 }))).toEqual(before);
  });

  it('S-10 a chat takes the place of the rows that it had under other ids, in its own session alone', () => {
    const lid = chat('77', 20, { chatId: '77@lid', unreadCount: 1 });
    const other = chat('77', 10, { chatId: '77@lid', sessionId: 'ses_01JD0000000000000000000009' });
    const united = chat('1', 40, { aliases: ['77@lid'] });
    const after = upsertChat(pages(lid, other), united);
    expect(after.flatMap(({ data }) => data)).toEqual([united, other]);
    expect(answersTo(united, lid)).toBe(true);
    expect(answersTo(united, other)).toBe(false);
  });

  it('M-6 counts chats, not messages, and forgets what was read', () => {
    const list = pages(chat('1', 30, { unreadCount: 3 }), chat('2', 20, { unreadCount: 1 }));
    expect(countUnread(list)).toBe(2);
    expect(countUnread(markChatRead(list, chat('1', 30)))).toBe(1);
  });
});
