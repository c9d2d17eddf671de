import type { QuotaState } from './lease-decision.ts';

/** N-4: parts of the quota, in percent, at which people are told. */
export const QUOTA_MARKS_PERCENT = [80, 100] as const;

/**
 * The highest mark that a claim has just passed, or null. Told use counts; at the end also what was handed out, since
 * the last lump may never be told by an isolate that went away.
 */
export const passedMark = (
  before: QuotaState | null,
  after: QuotaState,
  limit: number,
): (typeof QUOTA_MARKS_PERCENT)[number] | null => {
  const known = before?.windowStart === after.windowStart ? before : { used: 0, committed: 0 };
  const isPast = (state: Pick<QuotaState, 'used' | 'committed'>, percent: number): boolean =>
    (percent === 100 ? Math.max(state.used, state.committed) : state.used) * 100 >= limit * percent;
  return QUOTA_MARKS_PERCENT.findLast((percent) => isPast(after, percent) && !isPast(known, percent)) ?? null;
};
