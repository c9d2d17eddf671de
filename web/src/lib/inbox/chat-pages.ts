import type { Chat, Page } from '@waqtor/contracts';

type Key = Pick<Chat, 'sessionId' | 'chatId'>;

export const isSameChat = (a: Key, b: Key): boolean => a.sessionId === b.sessionId && a.chatId === b.chatId;

/** Whether `row` stands for the chat that is asked for: under its own id, or one that it had before. */
export const answersTo = (row: Chat, key: Key): boolean =>
  row.sessionId === key.sessionId && (row.chatId === key.chatId || (row.aliases?.includes(key.chatId) ?? false));

/**
 * The pages with this row's last value: latest chats first, each once, without the rows that it took
 * the place of (`aliases`). A stale value changes nothing.
 */
export const upsertChat = (pages: readonly Page<Chat>[], chat: Chat): Page<Chat>[] => {
  const known = pages.flatMap(({ data }) => data).find((row) => isSameChat(row, chat));
  if (known && known.updatedAt > chat.updatedAt) return [...pages];
  const without = pages.map((page) => ({ ...page, data: page.data.filter((row) => !answersTo(chat, row)) }));
  const [first, ...rest] = without;
  if (!first) return [{ data: [chat], nextCursor: null, hasMore: false }];
  const rows = [chat, ...first.data].sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  return [{ ...first, data: rows }, ...rest];
};

/** The pages with something changed in one chat, before the server says so. */
export const patchChat = (pages: readonly Page<Chat>[], key: Key, change: Partial<Chat>): Page<Chat>[] =>
  pages.map((page) => ({
    ...page,
    data: page.data.map((row) => (isSameChat(row, key) ? { ...row, ...change } : row)),
  }));

export const markChatRead = (pages: readonly Page<Chat>[], key: Key): Page<Chat>[] =>
  patchChat(pages, key, { unreadCount: 0 });

export const countUnread = (pages: readonly Page<Chat>[]): number =>
  pages.flatMap(({ data }) => data).filter(({ unreadCount, isArchived }) => unreadCount > 0 && !isArchived).length;
