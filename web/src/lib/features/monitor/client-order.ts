import type { HubStats } from '@waqtor/contracts';

export type MonitorClient = HubStats['clients'][number];
export const CLIENT_COLUMNS = ['ip', 'kind', 'connected', 'lastPing', 'buffered'] as const;
export type ClientColumn = (typeof CLIENT_COLUMNS)[number];

export interface ClientOrder {
  column: ClientColumn;
  isDescending: boolean;
}

/** Newest first: an order that live figures do not shuffle. */
export const DEFAULT_ORDER: ClientOrder = { column: 'connected', isDescending: true };

/** The order after a click on a column: the other way round, or figures and times from the large end. */
export const nextOrder = (order: ClientOrder, column: ClientColumn): ClientOrder => ({
  column,
  isDescending: order.column === column ? !order.isDescending : column !== 'ip' && column !== 'kind',
});

/** `10.0.0.9` before `10.0.0.10`. Times are ISO 8601 in UTC and sort as they read. */
const byText = new Intl.Collator('en', { numeric: true }).compare;

/** Equals keep one order of their own, by id, so that no row jumps from one update to the next. */
export const ordered = (clients: readonly MonitorClient[], { column, isDescending }: ClientOrder): MonitorClient[] => {
  const compare = (a: MonitorClient, b: MonitorClient): number =>
    column === 'buffered' ? a.buffered - b.buffered : byText(a[column], b[column]);
  const sign = isDescending ? -1 : 1;
  return clients.toSorted((a, b) => sign * compare(a, b) || (a.id < b.id ? -1 : 1));
};
