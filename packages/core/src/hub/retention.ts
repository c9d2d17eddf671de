/** H-6 */
export const LOG_MAX_AGE_MS = 24 * 60 * 60 * 1000;
export const LOG_MIN_EVENTS = 10_000;
export const LOG_MAX_BYTES = 1024 ** 3;

export interface LogExtent {
  firstSeq: number;
  lastSeq: number;
  /** Highest seq older than LOG_MAX_AGE_MS; firstSeq − 1 when none is. */
  agedSeq: number;
  /** Sum of the stored bodies. */
  totalBytes: number;
  /** Highest seq whose removal, with all before it, brings the log under LOG_MAX_BYTES; firstSeq − 1 when it fits. */
  oversizeSeq: number;
  /** Cursors of enabled webhook endpoints (events ≤ cursor were handed over). */
  cursors: readonly number[];
}

/**
 * The highest seq to remove (inclusive); below firstSeq when nothing goes. Age trims only beyond the newest
 * LOG_MIN_EVENTS; size trims what is young too, but never an event under 24 h that an endpoint still waits for.
 */
export const retentionCut = (log: LogExtent): number => {
  const byAge = Math.min(log.agedSeq, log.lastSeq - LOG_MIN_EVENTS);
  const wanted = Math.max(byAge, log.oversizeSeq);
  // A cursor inside the aged part protects nothing: what waits there is older than 24 h.
  const protecting = log.cursors.filter((cursor) => cursor >= log.agedSeq);
  return Math.max(Math.min(wanted, ...protecting), log.firstSeq - 1);
};
