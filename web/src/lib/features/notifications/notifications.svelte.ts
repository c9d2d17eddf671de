import type { NotificationView, WaqtorEvent } from '@waqtor/contracts';
import { createQuery, type QueryClient } from '@tanstack/svelte-query';
import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import {
  countNotifications,
  deleteNotification,
  listNotifications,
  markAllRead,
  setRead,
  undoMarkAll,
  type NotificationCount,
} from '$lib/api/notifications.ts';
import { problemOf } from '$lib/api/problem.ts';
import { formatNumber } from '$lib/i18n/format.ts';
import type { Live } from '$lib/live/live.svelte.ts';
import * as m from '$lib/paraglide/messages.js';
import { changePages, withRead, type Pages } from './notification-pages.ts';

/** N-3: while the socket is away. */
const POLL_MS = 30_000;
const ALL = ['notifications'] as const;
const COUNT = ['notifications', 'count'] as const;
const LISTS = ['notifications', 'list'] as const;
const CHANNEL = 'waqtor-notifications';

/** What was done and can be taken back for a while; without `undo` it is only told. */
export interface Done {
  text: string;
  undo?: () => void;
  /** The time to take it back is over. */
  settle?: () => void;
}
type Arrival = (newest: NotificationView) => void;

/** N-3: the reader's notifications, for the bell on every page and the centre: told live, polled without the socket. */
export class Notifications {
  done = $state.raw<Done | null>(null);
  /** Rises with each arrival: the bell rings. */
  arrivals = $state(0);
  /** Title of what arrived last, for those who hear the page. */
  arrived = $state('');
  /** Deleted, perhaps not yet for good; true: the server still counts it as unread. */
  readonly hidden = new SvelteMap<string, boolean>();

  readonly #queries: QueryClient;
  readonly #count;
  readonly #onArrival: Arrival;
  #channel: BroadcastChannel | null = null;
  /** Null: nothing is known yet, so nothing is new. */
  #known: number | null = null;

  constructor(queries: QueryClient, live: Live, onArrival: Arrival) {
    this.#queries = queries;
    this.#onArrival = onArrival;
    this.#count = createQuery(
      () => ({
        queryKey: COUNT,
        queryFn: async ({ signal }) => this.#counted(await countNotifications(signal)),
        refetchInterval: live.isLive ? false : POLL_MS,
        refetchIntervalInBackground: true,
      }),
      () => queries,
    );
  }

  get unread(): number {
    const counted = [...this.hidden.values()].filter(Boolean).length;
    return Math.max(0, (this.#count.data?.unread ?? 0) - counted);
  }

  /** Other tabs of this browser tell each other too: they need no socket for it. */
  start(): () => void {
    if (!('BroadcastChannel' in globalThis)) return () => undefined;
    this.#channel = new BroadcastChannel(CHANNEL);
    this.#channel.onmessage = () => void this.#queries.invalidateQueries({ queryKey: ALL });
    // Timers of a page that is left never run out.
    const settle = (): void => this.settle();
    addEventListener('pagehide', settle);
    return () => {
      removeEventListener('pagehide', settle);
      this.#channel?.close();
      this.#channel = null;
    };
  }

  take({ type, data }: WaqtorEvent): void {
    if (type !== 'notification.new' && type !== 'notification.changed') return;
    const unread = data.unread as number;
    this.#known = unread;
    const total = this.#count.data?.total ?? unread;
    this.#queries.setQueryData<NotificationCount>(COUNT, { unread, total });
    // In the language of this page, which need not be that of the person's e-mails.
    if (type === 'notification.new') void this.#announce();
    void this.#queries.invalidateQueries({ queryKey: LISTS });
  }

  /** Read on opening, not on looking. */
  async read(row: NotificationView, isRead = true): Promise<void> {
    if (row.read === isRead) return;
    this.#show(withRead(row.id, isRead), isRead ? -1 : 1);
    await this.#try(() => setRead(row.id, isRead));
  }

  async readAll(): Promise<void> {
    this.settle();
    const before = this.unread;
    this.#show((row) => ({ ...row, read: true }), -before);
    await this.#try(async () => {
      const { marked, readAt } = await markAllRead();
      const text = m.notifications_marked({ count: marked, shown: formatNumber(marked) });
      this.done = { text, undo: () => void this.#try(() => undoMarkAll(readAt)) };
    });
  }

  /** Gone at once, and for good when nobody wanted it back in time. */
  remove(row: NotificationView): void {
    this.settle();
    this.hidden.set(row.id, !row.read);
    this.done = {
      text: m.notifications_deleted(),
      undo: () => void this.hidden.delete(row.id),
      settle: () => void this.#delete(row.id),
    };
  }

  undo(): void {
    const { done } = this;
    this.done = null;
    done?.undo?.();
  }

  settle(): void {
    const { done } = this;
    this.done = null;
    done?.settle?.();
  }

  async #delete(id: string): Promise<void> {
    const isGone = await this.#try(() => deleteNotification(id));
    if (isGone) this.hidden.set(id, false);
    else this.hidden.delete(id);
  }

  #counted(count: NotificationCount): NotificationCount {
    const isNews = this.#known !== null && count.unread > this.#known;
    this.#known = count.unread;
    if (isNews) {
      void this.#announce();
      void this.#queries.invalidateQueries({ queryKey: LISTS });
    }
    return count;
  }

  async #announce(): Promise<void> {
    try {
      const { data } = await listNotifications({ filter: 'unread' }, { limit: 1, signal: AbortSignal.timeout(10_000) });
      const [newest] = data;
      if (newest === undefined) return;
      this.arrivals += 1;
      this.arrived = newest.title;
      this.#onArrival(newest);
    } catch {
      // The number stands at the bell already; its words come with the next read.
    }
  }

  #show(change: (row: NotificationView) => NotificationView, by: number): void {
    this.#queries.setQueriesData<Pages>({ queryKey: LISTS }, (data) => data && changePages(data, change));
    this.#queries.setQueryData<NotificationCount>(COUNT, (count) => {
      if (!count) return count;
      this.#known = Math.max(0, count.unread + by);
      return { ...count, unread: this.#known };
    });
  }

  /** What did not work is told, and everything is read anew either way. False: it did not work. */
  async #try(act: () => Promise<unknown>): Promise<boolean> {
    let isDone = false;
    try {
      await act();
      isDone = true;
      this.#channel?.postMessage('changed');
    } catch (error) {
      // What waits to be taken back loses its place on the page: it must not be forgotten.
      this.settle();
      this.done = { text: m.notifications_failed({ problem: problemOf(error).title }) };
    }
    await this.#queries.invalidateQueries({ queryKey: ALL });
    return isDone;
  }
}

const KEY = Symbol('notifications');
export const provideNotifications = (notifications: Notifications): Notifications => setContext(KEY, notifications);
export const useNotifications = (): Notifications => getContext<Notifications>(KEY);
/** Of lists; what changes them invalidates it. */
export const listKey = (...parts: unknown[]): readonly unknown[] => [...LISTS, ...parts];
