import { LOG_MAX_AGE_MS, LOG_MAX_BYTES, LOG_MIN_EVENTS, retentionCut } from '@waqtor/core/hub/retention';
import type { Hub } from './hub.ts';

/** Rows removed in one run, so that no transaction holds up the live path. */
const TRIM_CHUNK = 2000;

/** Is there anything that a later trim could remove? */
export const isTrimDue = (hub: Hub): boolean =>
  hub.log.lastSeq - hub.log.firstSeq + 1 > LOG_MIN_EVENTS || hub.log.totalBytes > LOG_MAX_BYTES;

/** Removes one chunk of what H-6 no longer keeps; true when more is to go. */
export const trimLog = (hub: Hub, now: number): boolean => {
  const { sql, log } = hub;
  const agedBefore = now - LOG_MAX_AGE_MS;
  const aged = sql
    .exec<{ seq: number | null }>('SELECT MIN(seq) - 1 AS seq FROM events WHERE at >= ?', agedBefore)
    .one().seq;
  const cut = retentionCut({
    firstSeq: log.firstSeq,
    lastSeq: log.lastSeq,
    agedSeq: aged ?? log.lastSeq,
    totalBytes: log.totalBytes,
    oversizeSeq: oversizeSeq(hub),
    cursors: hub.drain.cursors(),
  });
  if (cut < log.firstSeq) return false;
  const upTo = Math.min(cut, log.firstSeq + TRIM_CHUNK - 1);
  hub.ctx.storage.transactionSync(() => {
    const { bytes } = sql
      .exec<{ bytes: number }>('SELECT COALESCE(SUM(bytes), 0) AS bytes FROM events WHERE seq <= ?', upTo)
      .one();
    sql.exec('DELETE FROM events WHERE seq <= ?', upTo);
    sql.exec('UPDATE meta SET total_bytes = MAX(0, total_bytes - ?)', bytes);
  });
  log.reload();
  return upTo < cut;
};

/** Highest seq whose removal brings the log under its size; looks one chunk ahead. */
const oversizeSeq = (hub: Hub): number => {
  const { log, sql } = hub;
  let excess = log.totalBytes - LOG_MAX_BYTES;
  let seq = log.firstSeq - 1;
  if (excess <= 0) return seq;
  for (const row of sql.exec<{ seq: number; bytes: number }>(
    'SELECT seq, bytes FROM events ORDER BY seq LIMIT ?',
    TRIM_CHUNK,
  )) {
    seq = row.seq;
    excess -= row.bytes;
    if (excess <= 0) break;
  }
  return seq;
};
