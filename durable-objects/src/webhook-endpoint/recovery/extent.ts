import { MAX_RECOVERED_DELIVERIES } from '@waqtor/contracts';
import { deliveryIdOf } from '@waqtor/core/deterministic-id';
import type { Endpoint } from '../endpoint.ts';
import type { Settings } from '../settings.ts';

export interface RecoveryWindow {
  since: number;
  until: number;
}

/** What a recovery is about, counted before it begins. */
export interface RecoveryExtent {
  total: number;
  /** Where to repeat it from when there is more than one takes; null when there is not. */
  nextSince: string | null;
  /** Of the last that it takes: n of a delivery, or seq of the log. */
  lastPosition: number;
}

/** Asked of the hub in one call. */
export const MATCHING_PAGE = 200;

/** Failed ones of the window: nothing of the event reached the receiver since, or they would be delivered. */
export const failedExtent = (sql: SqlStorage, { since, until }: RecoveryWindow): RecoveryExtent => {
  const rows = sql
    .exec<{ n: number; created_at: number }>(
      `SELECT n, created_at FROM deliveries
       WHERE state = 'failed' AND is_test = 0 AND expunged = 0 AND created_at >= ? AND created_at < ?
       ORDER BY n LIMIT ?`,
      since,
      until,
      MAX_RECOVERED_DELIVERIES + 1,
    )
    .toArray();
  const taken = rows.slice(0, MAX_RECOVERED_DELIVERIES);
  const last = taken.at(-1);
  const isCapped = rows.length > taken.length && last !== undefined;
  return {
    total: taken.length,
    nextSince: isCapped ? new Date(last.created_at).toISOString() : null,
    lastPosition: last?.n ?? 0,
  };
};

/** Events of the hub's log that match and never became a delivery. */
export const missingExtent = async (
  endpoint: Endpoint,
  settings: Settings,
  window: RecoveryWindow,
): Promise<RecoveryExtent> => {
  const extent: RecoveryExtent = { total: 0, nextSince: null, lastPosition: 0 };
  for (let after = 0; ;) {
    const page = await matchingPage(endpoint, settings, window, after);
    for (const { event } of page.events) {
      if (endpoint.queue.has(deliveryIdOf(settings.endpointId, event.id))) continue;
      if (extent.total === MAX_RECOVERED_DELIVERIES) {
        // What was backfilled is older than the log: from before the window nothing could be asked for again.
        return { ...extent, nextSince: new Date(Math.max(window.since, Date.parse(event.timestamp))).toISOString() };
      }
      extent.total += 1;
      extent.lastPosition = event.seq ?? 0;
    }
    if (!page.hasMore) return extent;
    after = page.upTo;
  }
};

export const matchingPage = (
  endpoint: Endpoint,
  { workspaceId, endpointId }: Settings,
  { since, until }: RecoveryWindow,
  after: number,
): ReturnType<ReturnType<Endpoint['hub']>['matchingEvents']> =>
  endpoint.hub(workspaceId).matchingEvents({
    endpointId,
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    after,
    limit: MATCHING_PAGE,
  });
