import type { Message, Page, WaqtorEvent } from '@waqtor/contracts';
import { createInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/svelte-query';
import type { ChatKey } from '$lib/api/inbox.ts';
import { listMessages } from '$lib/api/messages.ts';
import { applyMessageEvent, removeMessage, upsertMessage, type MessagePages } from './message-pages.ts';

type ThreadData = InfiniteData<Page<Message>, string | undefined>;
/** Events remembered to be laid over an answer that was on its way when they came. */
const MAX_TAIL = 500;
/** Messages of one page as a person scrolls, and on the way to one that is far back: the most that the API gives. */
const PAGE = 50;
const REACH_PAGE = 100;
/** Older pages that are read at most to reach one message. */
const MAX_REACH_PAGES = 100;

/** The messages of one chat: read by REST, kept current by its events. Make one per chat. */
export const createThread = (chat: ChatKey, ownPhone: () => string | null) => {
  const queries = useQueryClient();
  const queryKey = ['messages', chat.sessionId, chat.chatId];
  let tail: WaqtorEvent[] = [];
  // Never smaller again: a later reading of as many pages must hold what is on the screen.
  let pageSize = PAGE;
  const apply = (pages: MessagePages, event: WaqtorEvent): MessagePages =>
    applyMessageEvent(pages, event, chat, ownPhone());

  const query = createInfiniteQuery(() => ({
    queryKey,
    queryFn: async ({ pageParam, signal }): Promise<Page<Message>> => {
      const seenBefore = tail.length;
      const page = await listMessages(chat, pageParam, signal, pageSize);
      if (pageParam !== undefined) return page;
      // The answer may be older than events that came while it was under way: they are applied to it again.
      return tail.slice(seenBefore).reduce(apply, [page])[0] ?? page;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Message>) => page.nextCursor ?? undefined,
    staleTime: 0,
    refetchOnMount: 'always' as const,
  }));
  const messages = $derived((query.data?.pages ?? []).flatMap(({ data }) => data).toReversed());

  const change = (how: (pages: MessagePages) => MessagePages): void => {
    queries.setQueryData<ThreadData>(queryKey, (data) => {
      if (!data) return data;
      const pages = how(data.pages);
      return pages === data.pages ? data : { ...data, pages };
    });
  };

  return {
    query,
    /** Oldest first. */
    get messages(): Message[] {
      return messages;
    },
    take(event: WaqtorEvent): void {
      if (!event.type.startsWith('message.')) return;
      tail.push(event);
      // Cut only between reads: a read remembers its place in the list.
      if (tail.length > MAX_TAIL && !query.isFetching) tail = [];
      change((pages) => apply(pages, event));
    },
    put(message: Message): void {
      change((pages) => upsertMessage(pages, message));
    },
    remove(messageId: string): void {
      change((pages) => removeMessage(pages, messageId));
    },
    refresh(): void {
      void queries.invalidateQueries({ queryKey });
    },
    /** Reads older pages until this message is among them; false when it is not, or too far back. */
    async reach(isIt: (message: Message) => boolean): Promise<boolean> {
      for (let read = 0; read <= MAX_REACH_PAGES; read++) {
        if (messages.some(isIt)) return true;
        if (!query.hasNextPage) return false;
        pageSize = REACH_PAGE;
        await query.fetchNextPage();
      }
      return false;
    },
  };
};
export type Thread = ReturnType<typeof createThread>;
