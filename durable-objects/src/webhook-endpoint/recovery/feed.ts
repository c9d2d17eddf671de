import type { Endpoint } from '../endpoint.ts';
import { matchingPage } from './extent.ts';
import { openCount, readRecovery, type RecoveryRow } from './progress.ts';
import { watchGrowth } from '../purge.ts';
import type { Settings } from '../settings.ts';

/** So many at a time in the queue without an attempt, so that new events are not behind ten thousand old ones. */
const MAX_UNTRIED = 400;
const CHUNK = 200;
const AGAIN_MS = 250;
/** All are in the queue: what remains is to see the last one settled. */
const WATCH_MS = 5_000;

/**
 * The handler of RECOVERY_JOB: puts the next lot into the queue while few wait, and sees when it is over. How far it
 * is lies in the table: a restart goes on from there, and what was taken twice is one delivery.
 */
export const feedRecovery = async (endpoint: Endpoint): Promise<number | undefined> => {
  const { settings, sql } = endpoint;
  const row = readRecovery(sql);
  if (!settings || row?.state !== 'running') return undefined;
  if (row.is_fed === 1) return finishOrWatch(endpoint);
  if (untried(sql) >= MAX_UNTRIED) return AGAIN_MS;
  if (row.kind === 'recover') requeueFailed(endpoint, settings, row);
  else await addMissing(endpoint, settings, row);
  endpoint.pump();
  return AGAIN_MS;
};

const untried = (sql: SqlStorage): number =>
  sql
    .exec<{ n: number }>(
      `SELECT COUNT(*) AS n FROM deliveries WHERE recovering = 1 AND failures = 0 AND due_at IS NOT NULL`,
    )
    .one().n;

const requeueFailed = (endpoint: Endpoint, settings: Settings, row: RecoveryRow): void => {
  const { sql, queue } = endpoint;
  endpoint.ctx.storage.transactionSync(() => {
    const found = sql
      .exec<{ n: number; lane: string }>(
        `SELECT n, lane FROM deliveries WHERE state = 'failed' AND n > ? AND n <= ? AND is_test = 0 AND expunged = 0
           AND created_at >= ? AND created_at < ? ORDER BY n LIMIT ?`,
        row.position,
        row.last_position,
        row.since,
        row.until,
        CHUNK,
      )
      .toArray();
    const now = Date.now();
    for (const { n, lane } of found) queue.requeue(n, lane, settings.ordered, now);
    saveStep(sql, row, found.length, found.at(-1)?.n ?? row.last_position, found.length < CHUNK);
  });
};

const addMissing = async (endpoint: Endpoint, settings: Settings, row: RecoveryRow): Promise<void> => {
  const page = await matchingPage(endpoint, settings, row, row.position);
  const { sql, queue, tallies, ctx } = endpoint;
  ctx.storage.transactionSync(() => {
    // Cancelled or disabled while the hub was asked.
    if (readRecovery(sql)?.state !== 'running') return;
    const now = Date.now();
    const wanted = page.events.filter(({ event }) => (event.seq ?? 0) <= row.last_position);
    const added = wanted.filter(({ event, name }) =>
      queue.add(settings, { event, name, cause: 'recovery' }, now),
    ).length;
    if (added > 0) tallies.count(now, 'delivery', 'added', added);
    watchGrowth(endpoint, now);
    saveStep(sql, row, added, page.upTo, !page.hasMore || page.upTo >= row.last_position);
  });
};

/** Fewer than were counted when some were resent, deleted or purged meanwhile: then that is what it is about. */
const saveStep = (sql: SqlStorage, row: RecoveryRow, taken: number, position: number, isFed: boolean): void => {
  const all = row.taken + taken;
  sql.exec(
    'UPDATE recovery SET position = ?, taken = ?, is_fed = ?, total = ?',
    position,
    all,
    isFed ? 1 : 0,
    isFed ? all : Math.max(row.total, all),
  );
};

const finishOrWatch = (endpoint: Endpoint): number | undefined => {
  if (openCount(endpoint.sql) > 0) return WATCH_MS;
  endpoint.sql.exec(`UPDATE recovery SET state = 'completed', finished_at = ? WHERE state = 'running'`, Date.now());
  return undefined;
};
