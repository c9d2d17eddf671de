import type { Chat, Page, WaqtorEvent } from '@waqtor/contracts';
import { createInfiniteQuery, type InfiniteData, type QueryClient } from '@tanstack/svelte-query';
import { getContext, setContext } from 'svelte';
import { browser } from '$app/environment';
import { listChats, markSeen } from '$lib/api/endpoints.ts';
import { countUnread, markChatRead, upsertChat } from './chat-pages.ts';

const QUERY_KEY = ['chats'] as const;
type ChatData = InfiniteData<Page<Chat>, string | undefined>;

/** The workspace's chats, kept current by `inbox.updated`: for the badge on every page and the list of the inbox. */
export class Inbox {
  readonly #queries: QueryClient;
  readonly query;
  readonly chats;
  readonly #unread;

  constructor(queries: QueryClient) {
    this.#queries = queries;
    this.query = createInfiniteQuery(
      () => ({
        queryKey: QUERY_KEY,
        queryFn: ({ pageParam, signal }) => listChats(pageParam, signal),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (page: Page<Chat>) => page.nextCursor ?? undefined,
        enabled: browser,
      }),
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
    this.#change((pages) => upsertChat(pages, event.data as unknown as Chat));
    // An answer that is on its way may be older than this row and would put it back: it is asked for again.
    const isReading = this.#queries.isFetching({ queryKey: QUERY_KEY }) > 0;
    if (isReading) void this.#queries.invalidateQueries({ queryKey: QUERY_KEY });
  }

  /** Tells the other side, and takes the badge away at once. */
  async markSeen(chat: Pick<Chat, 'sessionId' | 'chatId'>): Promise<void> {
    this.#change((pages) => markChatRead(pages, chat));
    await markSeen(chat.sessionId, chat.chatId);
  }

  #change(change: (pages: Page<Chat>[]) => Page<Chat>[]): void {
    this.#queries.setQueryData<ChatData>(QUERY_KEY, (data) => data && { ...data, pages: change(data.pages) });
  }
}

const KEY = Symbol('inbox');
export const provideInbox = (inbox: Inbox): Inbox => setContext(KEY, inbox);
export const useInbox = (): Inbox => getContext<Inbox>(KEY);
