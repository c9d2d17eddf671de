import type { WebhookRecovery } from '@waqtor/contracts';
import type { Endpoint } from '../endpoint.ts';
import { RECOVERY_JOB } from '../jobs.ts';

export type RecoveryRow = {
  kind: WebhookRecovery['kind'];
  state: 'running' | 'completed' | 'cancelled';
  since: number;
  until: number;
  total: number;
  next_since: string | null;
  done: number;
  delivered: number;
  failed: number;
  started_at: number;
  finished_at: number | null;
  position: number;
  last_position: number;
  taken: number;
  is_fed: number;
};

/** The one that runs, or the last that did. */
export const readRecovery = (sql: SqlStorage): RecoveryRow | null =>
  sql.exec<RecoveryRow>('SELECT * FROM recovery').toArray()[0] ?? null;

export const isRunning = (sql: SqlStorage): boolean => readRecovery(sql)?.state === 'running';

/** Deliveries of it that are not settled yet. */
export const openCount = (sql: SqlStorage): number =>
  sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM deliveries WHERE recovering = 1').one().n;

/** In the transaction that settles one of its deliveries. */
export const countSettled = (sql: SqlStorage, state: 'delivered' | 'failed'): void => {
  sql.exec(
    `UPDATE recovery SET done = done + 1, delivered = delivered + ?, failed = failed + ? WHERE state = 'running'`,
    state === 'delivered' ? 1 : 0,
    state === 'failed' ? 1 : 0,
  );
};

/**
 * Ends what runs, if something does, inside the transaction. What is under way is left to end; what waits goes back to
 * where it was: to the failed ones, or, never attempted, to the log of the hub.
 */
export const cancelRunning = (endpoint: Endpoint, now: number): void => {
  const { sql, queue, settings } = endpoint;
  if (!isRunning(sql)) return;
  sql.exec(`DELETE FROM deliveries WHERE recovering = 1 AND state = 'pending' AND attempts = 0`);
  sql.exec(
    `UPDATE deliveries SET state = 'failed', due_at = NULL, cause = 'schedule', held_state = NULL, held_due = NULL
     WHERE recovering = 1 AND state = 'pending'`,
  );
  sql.exec('UPDATE deliveries SET recovering = 0 WHERE recovering = 1');
  sql.exec(`UPDATE recovery SET state = 'cancelled', finished_at = ?`, now);
  if (settings?.ordered) queue.promoteAll(now);
  endpoint.schedule.cancel(RECOVERY_JOB);
};

export const toRecovery = (row: RecoveryRow): WebhookRecovery => ({
  kind: row.kind,
  state: row.state,
  since: new Date(row.since).toISOString(),
  until: new Date(row.until).toISOString(),
  total: row.total,
  isCapped: row.next_since !== null,
  nextSince: row.next_since,
  done: row.done,
  delivered: row.delivered,
  failed: row.failed,
  startedAt: new Date(row.started_at).toISOString(),
  finishedAt: row.finished_at === null ? null : new Date(row.finished_at).toISOString(),
});
