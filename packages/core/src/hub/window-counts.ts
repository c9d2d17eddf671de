/** H-14: errors and refusals are judged over so much time, and snapshots are as far apart. */
export const MONITOR_WINDOW_MS = 5 * 60 * 1000;

/** What was counted in the 5 minutes before now. */
export interface WindowCounts {
  errors: number;
  refusals: number;
}

/**
 * How many of something fell into the 5 minutes before now, when only the count of the window that ended `elapsedMs`
 * ago (`last`) and the count since then (`current`) are known: the part of the last window that still counts is taken
 * to be spread evenly. Exact when a window ends. A count per second would tell the same for 300 rows more.
 */
export const slidingCount = (last: number, current: number, elapsedMs: number): number => {
  const part = Math.min(1, Math.max(0, 1 - elapsedMs / MONITOR_WINDOW_MS));
  return current + Math.floor(last * part);
};
