import type { Chat, Message } from '@waqtor/contracts';
import { createInfiniteQuery, createQuery } from '@tanstack/svelte-query';
import type { ChatFilter } from '$lib/api/inbox.ts';
import { listMessages } from '$lib/api/messages.ts';
import { chatBelongs } from '$lib/inbox/chat-belongs.ts';
import { answersTo } from '$lib/inbox/chat-pages.ts';
import { chatsQuery } from '$lib/inbox/inbox.svelte.ts';

/** Which chats are looked at; it stands in the address. */
export interface ListState {
  filter: ChatFilter;
  sessionId: string | null;
  search: string;
}
/** Messages that a search shows; the rest is found by narrowing it. */
const MAX_HITS = 20;

/** The chats of a list and, while something is searched, the messages that hold it. */
export const createChatBrowser = (
  state: () => ListState,
  open: () => Pick<Chat, 'sessionId' | 'chatId'> | null,
  userId: string,
) => {
  const chats = createInfiniteQuery(() => {
    const { filter, sessionId, search } = state();
    return chatsQuery({
      ...(filter === 'all' ? {} : { filter }),
      ...(sessionId === null ? {} : { sessionId }),
      ...(search === '' ? {} : { q: search }),
    });
  });
  const hits = createQuery(() => {
    const { sessionId, search } = state();
    return {
      queryKey: ['message-hits', sessionId, search],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listMessages({ q: search, ...(sessionId === null ? {} : { sessionId }) }, undefined, signal, MAX_HITS),
      enabled: search !== '',
    };
  });
  const shown = $derived.by((): Chat[] => {
    const { filter, sessionId } = state();
    const key = open();
    const rows = (chats.data?.pages ?? []).flatMap(({ data }) => data);
    // The open one stays although reading it takes it out of "unread".
    return rows.filter(
      (row) =>
        chatBelongs(row, { filter, sessionId }, userId) || (key !== null && filter === 'unread' && answersTo(row, key)),
    );
  });
  return {
    chats,
    hits,
    get shown(): Chat[] {
      return shown;
    },
    get foundMessages(): Message[] {
      return state().search === '' ? [] : (hits.data?.data ?? []);
    },
  };
};
