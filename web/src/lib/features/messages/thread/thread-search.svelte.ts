import type { Message, Page } from '@waqtor/contracts';
import { createInfiniteQuery } from '@tanstack/svelte-query';
import type { ChatKey } from '$lib/api/inbox.ts';
import { listMessages } from '$lib/api/messages.ts';
import { Settled } from '../settled.svelte.ts';

/** Hits that are read at once; more as they are gone through. */
const PAGE = 100;

/** What is searched in one chat, and at which of its hits somebody stands. Make it in a component. */
export class ThreadSearch {
  isOpen = $state(false);
  text = $state('');
  #currentId = $state<Message['id'] | null>(null);
  readonly #settled = new Settled(() => this.text.trim());
  readonly query;
  readonly found: Message[];

  constructor(chat: ChatKey) {
    this.query = createInfiniteQuery(() => ({
      queryKey: ['thread-hits', chat.sessionId, chat.chatId, this.words],
      queryFn: ({
        pageParam,
        signal,
      }: {
        pageParam: string | undefined;
        signal: AbortSignal;
      }): Promise<Page<Message>> =>
        listMessages({ sessionId: chat.sessionId, chatId: chat.chatId, q: this.words }, pageParam, signal, PAGE),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page: Page<Message>) => page.nextCursor ?? undefined,
      enabled: this.words !== '',
    }));
    this.found = $derived(this.words === '' ? [] : (this.query.data?.pages ?? []).flatMap(({ data }) => data));
  }

  /** What is searched now; empty while it is closed, or nothing is typed. */
  get words(): string {
    return this.isOpen ? this.#settled.value : '';
  }
  /** Newest first; -1 when nothing was found. */
  get at(): number {
    const at = this.found.findIndex(({ id }) => id === this.#currentId);
    return at === -1 && this.found.length > 0 ? 0 : at;
  }
  get current(): Message | null {
    return this.found[this.at] ?? null;
  }
  get hasOlder(): boolean {
    return this.at + 1 < this.found.length || this.query.hasNextPage;
  }
  get hasNewer(): boolean {
    return this.at > 0;
  }

  open(): void {
    this.isOpen = true;
  }
  close(): void {
    this.isOpen = false;
    this.text = '';
    this.#currentId = null;
  }

  /** One hit on: 1 to an older one, -1 to a newer one. */
  async step(by: 1 | -1): Promise<void> {
    const from = this.at;
    if (by === 1 && from + 1 >= this.found.length && this.query.hasNextPage) await this.query.fetchNextPage();
    this.#currentId = (this.found[from + by] ?? this.current)?.id ?? null;
  }
}
