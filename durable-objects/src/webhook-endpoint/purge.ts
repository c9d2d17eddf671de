import type { Endpoint } from './endpoint.ts';

/** W-5: how long a delivery and its attempts are kept, and how many settled ones at most. */
export const DELIVERY_KEPT_MS = 30 * 24 * 60 * 60 * 1000;
export const MAX_SETTLED_DELIVERIES = 20_000;
/** Deliveries held back by a disabled endpoint longer than this are not sent when it is enabled again. */
export const HELD_BACK_MS = 3 * 24 * 60 * 60 * 1000;
const PURGE_INTERVAL_MS = 24 * 60 * 60 * 1000;
const PURGE_CHUNK = 1000;

/** Removes one chunk of what is old; answers when to run again, undefined when nothing is left to grow old. */
export const purge = (endpoint: Endpoint, now: number): number | undefined => {
  const { sql } = endpoint;
  const isMore = endpoint.ctx.storage.transactionSync(() => {
    const old = sql
      .exec<{ id: string }>(
        `SELECT id FROM deliveries WHERE created_at < ?1
           OR (state IN ('delivered', 'failed') AND n <= (SELECT MAX(n) FROM deliveries) - ?2)
         ORDER BY n LIMIT ?3`,
        now - DELIVERY_KEPT_MS,
        MAX_SETTLED_DELIVERIES,
        PURGE_CHUNK,
      )
      .toArray();
    for (const { id } of old) {
      sql.exec('DELETE FROM attempts WHERE delivery_id = ?', id);
      sql.exec('DELETE FROM deliveries WHERE id = ?', id);
    }
    return old.length === PURGE_CHUNK;
  });
  if (isMore) return 1;
  return sql.exec('SELECT 1 FROM deliveries LIMIT 1').toArray().length > 0 ? PURGE_INTERVAL_MS : undefined;
};

/** When an endpoint is enabled again: what waited too long has failed, and can be resent by hand. */
export const failHeldBack = (sql: SqlStorage, now: number): void => {
  sql.exec(
    `UPDATE deliveries SET state = 'failed', due_at = NULL WHERE state = 'pending' AND created_at < ?`,
    now - HELD_BACK_MS,
  );
};

/** With the endpoint: its deliveries and attempts go at once. */
export const forgetDeliveries = (sql: SqlStorage): void => {
  sql.exec('DELETE FROM attempts');
  sql.exec('DELETE FROM deliveries');
};
