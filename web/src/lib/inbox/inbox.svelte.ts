import type { Chat, Page, WaqtorEvent } from '@waqtor/contracts';
import { createInfiniteQuery, type InfiniteData, type QueryClient } from '@tanstack/svelte-query';
import { getContext, setContext } from 'svelte';
import { browser } from '$app/environment';
import { type ChatKey, type ChatQuery, listChats, markSeen } from '$lib/api/inbox.ts';
import { countUnread, isSameChat, markChatRead, patchChat, upsertChat } from './chat-pages.ts';

const QUERY_KEY = ['chats'] as const;
const ALL: ChatQuery = {};
type ChatData = InfiniteData<Page<Chat>, string | undefined>;
type Pages = readonly Page<Chat>[];

/** Options of the query of one list of chats; all of them are kept current by `Inbox.take`. */
export const chatsQuery = (query: ChatQuery) => ({
  queryKey: [...QUERY_KEY, query] as const,
  queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) =>
    listChats(query, pageParam, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: Page<Chat>) => page.nextCursor ?? undefined,
  enabled: browser,
});

/** The workspace's chats, kept current by `inbox.updated`: for the badge on every page and the lists of the inbox. */
export class Inbox {
  readonly #queries: QueryClient;
  readonly query;
  readonly chats;
  readonly #unread;

  constructor(queries: QueryClient) {
    this.#queries = queries;
    this.query = createInfiniteQuery(
      () => chatsQuery(ALL),
      () => queries,
    );
    this.chats = $derived((this.query.data?.pages ?? []).flatMap(({ data }) => data));
    this.#unread = $derived(countUnread(this.query.data?.pages ?? []));
  }

  /** Chats with something unread. */
  get unread(): number {
    return this.#unread;
  }

  take(event: WaqtorEvent): void {
    if (event.type !== 'inbox.updated') return;
    this.put(event.data as unknown as Chat);
    // An answer that is on its way may be older than this row and would put it back: it is asked for again.
    const isReading = this.#queries.isFetching({ queryKey: QUERY_KEY }) > 0;
    if (isReading) void this.#queries.invalidateQueries({ queryKey: QUERY_KEY });
  }

  /** The last value of a chat. Lists that search have only what the server found: there it replaces a known row. */
  put(chat: Chat): void {
    this.#change((pages, isSearch) => {
      const isKnown = pages.some(({ data }) => data.some((row) => isSameChat(row, chat)));
      return isSearch && !isKnown ? pages : upsertChat(pages, chat);
    });
  }

  /** What a person just did, before the server answers; the answer or the next event has the last word. */
  patch(key: ChatKey, change: Partial<Chat>): void {
    this.#change((pages) => patchChat(pages, key, change));
  }

  /** Tells the other side, and takes the badge away at once. */
  async markSeen(chat: ChatKey): Promise<void> {
    this.#change((pages) => markChatRead(pages, chat));
    await markSeen(chat);
  }

  #change(change: (pages: Pages, isSearch: boolean) => Pages): void {
    for (const { queryKey } of this.#queries.getQueryCache().findAll({ queryKey: QUERY_KEY })) {
      const { q } = (queryKey[1] ?? {}) as ChatQuery;
      this.#queries.setQueryData<ChatData>(
        queryKey,
        (data) => data && { ...data, pages: [...change(data.pages, q !== undefined)] },
      );
    }
  }
}

const KEY = Symbol('inbox');
export const provideInbox = (inbox: Inbox): Inbox => setContext(KEY, inbox);
export const useInbox = (): Inbox => getContext<Inbox>(KEY);
