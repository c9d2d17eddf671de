import { LOG_MAX_AGE_MS, LOG_MAX_BYTES, LOG_MIN_EVENTS, retentionCut } from '@waqtor/core/hub/retention';
import type { Schedule } from '../../shared/schedule.ts';
import type { EventLog } from './event-log.ts';

/** Whose log is trimmed: a hub, or a relay that keeps a copy. */
export interface Trimmed {
  readonly ctx: DurableObjectState;
  readonly sql: SqlStorage;
  readonly log: EventLog;
  readonly schedule: Schedule;
  /** Spares a write per append; false after a wake-up, when arming again changes nothing. */
  isTrimArmed: boolean;
  /** Positions up to which others have taken the log over; what they wait for stays for 24 h. */
  cursors(): number[];
}

/** Trims the log (H-6). */
export const TRIM_JOB = 'trim';

/** Rows removed in one run, so that no transaction holds up the live path. */
const TRIM_CHUNK = 2000;

const TRIM_INTERVAL_MS = 10 * 60 * 1000;

/** Is there anything that a later trim could remove? */
const mayGrowOld = (hub: Trimmed): boolean =>
  hub.log.lastSeq - hub.log.firstSeq + 1 > LOG_MIN_EVENTS || hub.log.totalBytes > LOG_MAX_BYTES;

/** Arms the trim while there is something to trim; a log of a few events costs no alarm. */
export const armTrim = (hub: Trimmed, now: number): void => {
  if (hub.isTrimArmed || !mayGrowOld(hub)) return;
  hub.isTrimArmed = true;
  hub.schedule.at(TRIM_JOB, now + TRIM_INTERVAL_MS);
};

/** The handler of TRIM_JOB: a chunk a run; answers when to run again. */
export const trimJob = (hub: Trimmed, now: number): number | undefined => {
  if (trimLog(hub, now)) return 1;
  hub.isTrimArmed = mayGrowOld(hub);
  return hub.isTrimArmed ? TRIM_INTERVAL_MS : undefined;
};

/** Removes one chunk of what H-6 no longer keeps; true when more is to go. */
const trimLog = (hub: Trimmed, now: number): boolean => {
  const { sql, log } = hub;
  const agedBefore = now - LOG_MAX_AGE_MS;
  const cut = retentionCut({
    firstSeq: log.firstSeq,
    lastSeq: log.lastSeq,
    agedSeq: agedSeq(hub, agedBefore),
    totalBytes: log.totalBytes,
    oversizeSeq: oversizeSeq(hub),
    cursors: hub.cursors(),
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

/** Highest seq stored before `at`; times rise with seq, so a handful of look-ups finds it in any log. */
export const agedSeq = ({ log, sql }: Pick<Trimmed, 'log' | 'sql'>, at: number): number => {
  let low = log.firstSeq - 1;
  let high = log.lastSeq;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const row = sql.exec<{ at: number }>('SELECT at FROM events WHERE seq = ?', middle).toArray()[0];
    if (row && row.at < at) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Highest seq whose removal brings the log under its size; looks one chunk ahead. */
const oversizeSeq = (hub: Trimmed): number => {
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
