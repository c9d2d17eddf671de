import type { Endpoint } from './endpoint.ts';
import { PURGE_JOB } from './jobs.ts';
import { DELIVERY_KEPT_MS, MAX_SETTLED_DELIVERIES } from './limits.ts';

/** Deliveries held back by a disabled endpoint longer than this are not sent when it is enabled again. */
export const HELD_BACK_MS = 3 * 24 * 60 * 60 * 1000;
const PURGE_INTERVAL_MS = 24 * 60 * 60 * 1000;
const PURGE_CHUNK = 1000;
/** Above the cap by so much, a purge need not wait for its day. */
const GROWTH = 5_000;

const span = (sql: SqlStorage): number =>
  sql
    .exec<{ span: number | null }>('SELECT (SELECT MAX(n) FROM deliveries) - (SELECT MIN(n) FROM deliveries) AS span')
    .one().span ?? 0;

/** Arms the purge: in a day, or at once when the log has grown past its cap. Inside the transaction. */
export const watchGrowth = (endpoint: Endpoint, now: number): void => {
  const isFull = span(endpoint.sql) > MAX_SETTLED_DELIVERIES + GROWTH;
  endpoint.schedule.at(PURGE_JOB, isFull ? now + 1 : now + PURGE_INTERVAL_MS);
};

/** Removes one chunk of what is old; answers when to run again, undefined when nothing is left to grow old. */
export const purge = (endpoint: Endpoint, now: number): number | undefined => {
  const { sql, queue, settings } = endpoint;
  const isMore = endpoint.ctx.storage.transactionSync(() => {
    endpoint.tallies.forgetOld(now);
    const old = sql
      .exec<{ n: number; id: string }>(
        `SELECT n, id FROM deliveries WHERE created_at < ? ORDER BY created_at LIMIT ?`,
        now - DELIVERY_KEPT_MS,
        PURGE_CHUNK,
      )
      .toArray();
    if (old.length < PURGE_CHUNK) old.push(...overCap(sql, PURGE_CHUNK - old.length));
    for (const { n, id } of old) {
      sql.exec('DELETE FROM attempts WHERE delivery_id = ?', id);
      sql.exec('DELETE FROM deliveries WHERE n = ?', n);
    }
    if (settings?.ordered && old.length > 0) queue.promoteAll(now);
    return old.length === PURGE_CHUNK;
  });
  if (isMore) return 1;
  return sql.exec('SELECT 1 FROM deliveries LIMIT 1').toArray().length > 0 ? PURGE_INTERVAL_MS : undefined;
};

/** The oldest settled ones beyond the cap. */
const overCap = (sql: SqlStorage, limit: number): { n: number; id: string }[] =>
  (['delivered', 'failed'] as const).flatMap((state) =>
    sql
      .exec<{ n: number; id: string }>(
        `SELECT n, id FROM deliveries WHERE state = ? AND n <= (SELECT MAX(n) FROM deliveries) - ? ORDER BY n LIMIT ?`,
        state,
        MAX_SETTLED_DELIVERIES,
        Math.ceil(limit / 2),
      )
      .toArray(),
  );

/** When an endpoint is enabled again: what waited too long has failed, and can be resent by hand. */
export const failHeldBack = (sql: SqlStorage, now: number): void => {
  sql.exec(
    `UPDATE deliveries SET state = 'failed', due_at = NULL WHERE state = 'pending' AND created_at < ?`,
    now - HELD_BACK_MS,
  );
};

/** With the endpoint: its deliveries, attempts and figures go at once. */
export const forgetDeliveries = (sql: SqlStorage): void => {
  for (const table of ['attempts', 'deliveries', 'tallies', 'recovery', 'notices']) sql.exec(`DELETE FROM ${table}`);
};
