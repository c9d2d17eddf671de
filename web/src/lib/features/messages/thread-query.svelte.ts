import type { Message, Page, WaqtorEvent } from '@waqtor/contracts';
import { createQuery, useQueryClient } from '@tanstack/svelte-query';
import type { ChatKey } from '$lib/api/inbox.ts';
import { listMessages } from '$lib/api/messages.ts';
import { applyMessageEvent } from './apply-message-event.ts';
import {
  cursorTowards,
  holesOf,
  type MessageRuns,
  NO_MESSAGES,
  removeMessage,
  stitchNewest,
  stitchOlder,
  tear,
  upsertMessage,
} from './message-runs.ts';

type Change = (known: MessageRuns) => MessageRuns;
/** Changes remembered to be laid over an answer that was on its way when they came. */
const MAX_TAIL = 500;
/** Messages of one page as a person scrolls; the newest page and the way to a far message take the API's most. */
const PAGE = 50;
const LONG_PAGE = 100;
/** Older pages that are read at most to reach one message. */
const MAX_REACH_PAGES = 100;

/** Under which the messages of a chat are kept (`MessageRuns`), for whoever shows what the thread has read. */
export const messagesKey = ({ sessionId, chatId }: ChatKey) => ['messages', sessionId, chatId] as const;

/**
 * The messages of one chat: read by REST, kept current by its events. However many are there, reading anew asks for the
 * newest page alone and stitches it on. Make one per chat.
 */
export const createThread = (chat: ChatKey, ownPhone: () => string | null) => {
  const queries = useQueryClient();
  const queryKey = messagesKey(chat);
  const known = (): MessageRuns => queries.getQueryData<MessageRuns>(queryKey) ?? NO_MESSAGES;
  let tail: Change[] = [];
  let reading = $state.raw<string | null>(null);
  let olderError = $state.raw<unknown>(null);
  const changeKept = (how: Change): void => {
    queries.setQueryData<MessageRuns>(queryKey, (data) => data && how(data));
  };
  // What is left of an earlier visit: its events passed by.
  changeKept(tear);

  const query = createQuery(() => ({
    queryKey,
    queryFn: async ({ signal }): Promise<MessageRuns> => {
      const seenBefore = tail.length;
      const page = await listMessages(chat, undefined, signal, LONG_PAGE);
      olderError = null;
      // The answer may be older than what came while it was under way: that is laid over it.
      return tail.slice(seenBefore).reduce((all, change) => change(all), stitchNewest(known(), page));
    },
    staleTime: 0,
    refetchOnMount: 'always' as const,
    // Comparing thousands of messages at each event would cost more than it spares.
    structuralSharing: false,
  }));
  const runs = $derived(query.data ?? NO_MESSAGES);
  const messages = $derived(runs.runs.flatMap((run) => run.messages).toReversed());
  const holes = $derived(holesOf(runs));

  const change = (how: Change): void => {
    // Cut only between reads: a read remembers its place in the list.
    if (tail.length > MAX_TAIL && !query.isFetching) tail = [];
    tail.push(how);
    changeKept(how);
  };

  /** False when it could not be read. */
  const readAt = async (cursor: string, size: number): Promise<boolean> => {
    reading = cursor;
    olderError = null;
    try {
      const page: Page<Message> = await listMessages(chat, cursor, undefined, size);
      change((all) => stitchOlder(all, cursor, page));
      return true;
    } catch (error) {
      olderError = error;
      return false;
    } finally {
      reading = null;
    }
  };

  return {
    query,
    /** Oldest first. */
    get messages(): Message[] {
      return messages;
    },
    /** Messages above which some are missing. */
    get holes(): ReadonlyMap<string, string> {
      return holes;
    },
    get isReadingOlder(): boolean {
      return reading !== null;
    },
    /** Why the last older page could not be read; null: it could. */
    get olderError(): unknown {
      return olderError;
    },
    /** The next older page; when one failed only if it is asked for by a person. */
    async readOlder(isAsked = false): Promise<void> {
      const cursor = runs.runs.at(-1)?.older;
      if (cursor && reading === null && (isAsked || olderError === null)) await readAt(cursor, PAGE);
    },
    /** Reads what is missing above this message, as much as a page holds. */
    async fill(messageId: string): Promise<void> {
      const cursor = holes.get(messageId);
      if (cursor && reading === null) await readAt(cursor, LONG_PAGE);
    },
    take(event: WaqtorEvent): void {
      if (event.type.startsWith('message.')) change((all) => applyMessageEvent(all, event, chat, ownPhone()));
    },
    put(message: Message): void {
      change((all) => upsertMessage(all, message));
    },
    remove(messageId: string): void {
      change((all) => removeMessage(all, messageId));
    },
    /** Events were lost: the newest page tells whether messages were. */
    tear(): void {
      changeKept(tear);
    },
    refresh(): void {
      void queries.invalidateQueries({ queryKey });
    },
    /**
     * Reads older pages until this message is among them, straight towards its time when that is known; false when it is
     * not there, too far back, or a page could not be read.
     */
    async reach(isIt: (message: Message) => boolean, timestamp: string | null = null): Promise<boolean> {
      for (let read = 0; read <= MAX_REACH_PAGES; read++) {
        if (messages.some(isIt)) return true;
        const cursor = cursorTowards(runs, timestamp);
        if (cursor === null || !(await readAt(cursor, LONG_PAGE))) return false;
      }
      return false;
    },
  };
};
export type Thread = ReturnType<typeof createThread>;
