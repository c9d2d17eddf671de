import type { Message, Page, WaqtorEvent } from '@waqtor/contracts';
import { createInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/svelte-query';
import { listMessages } from '$lib/api/endpoints.ts';
import { applyMessageEvent } from './message-pages.ts';

type ChatKey = { sessionId: string; chatId: string };
type ThreadData = InfiniteData<Page<Message>, string | undefined>;
/** Events remembered to be laid over an answer that was on its way when they came. */
const MAX_TAIL = 500;

/** The messages of one chat: read by REST, kept current by its events. Make one per chat. */
export const createThread = (chat: ChatKey) => {
  const queries = useQueryClient();
  const queryKey = ['messages', chat.sessionId, chat.chatId];
  let tail: WaqtorEvent[] = [];

  const query = createInfiniteQuery(() => ({
    queryKey,
    queryFn: async ({ pageParam, signal }): Promise<Page<Message>> => {
      const seenBefore = tail.length;
      const page = await listMessages(chat.sessionId, chat.chatId, pageParam, signal);
      if (pageParam !== undefined) return page;
      // The answer may be older than events that came while it was under way: they are applied to it again.
      return tail.slice(seenBefore).reduce((pages, event) => applyMessageEvent(pages, event, chat), [page])[0] ?? page;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Message>) => page.nextCursor ?? undefined,
    staleTime: 0,
    refetchOnMount: 'always' as const,
  }));

  return {
    query,
    /** Oldest first. */
    get messages(): Message[] {
      return (query.data?.pages ?? []).flatMap(({ data }) => data).toReversed();
    },
    take(event: WaqtorEvent): void {
      if (!event.type.startsWith('message.')) return;
      tail.push(event);
      // Cut only between reads: a read remembers its place in the list.
      if (tail.length > MAX_TAIL && !query.isFetching) tail = [];
      queries.setQueryData<ThreadData>(queryKey, (data) => {
        if (!data) return data;
        const pages = applyMessageEvent(data.pages, event, chat);
        return pages === data.pages ? data : { ...data, pages };
      });
    },
    refresh(): void {
      void queries.invalidateQueries({ queryKey });
    },
  };
};
