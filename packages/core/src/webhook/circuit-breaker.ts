/** W-4: so many failures in a row open it. */
export const BREAKER_FAILURES = 5;
export const BREAKER_FIRST_MS = 30_000;
export const BREAKER_MAX_MS = 15 * 60_000;

/** Spares a receiver that is down, and us; deliveries keep their schedule and wait. */
export interface Breaker {
  /** In a row, while it is closed. */
  failures: number;
  /** How often it opened since it was last closed. */
  opens: number;
  /** Epoch ms; null while it is closed. After that time it is half open: one attempt is made to see. */
  openUntil: number | null;
}

export const CLOSED_BREAKER: Breaker = { failures: 0, opens: 0, openUntil: null };

export const breakerState = (breaker: Breaker, now: number): 'closed' | 'open' | 'half_open' => {
  if (breaker.openUntil === null) return 'closed';
  return now < breaker.openUntil ? 'open' : 'half_open';
};

/**
 * The breaker after an attempt. Whatever succeeds closes it. While it is open the failures of attempts that were under
 * way already say nothing new; when it is half open the first one opens it again, for twice as long.
 */
export const breakerAfter = (breaker: Breaker, isSuccess: boolean, now: number): Breaker => {
  if (isSuccess) return CLOSED_BREAKER;
  const state = breakerState(breaker, now);
  if (state === 'open') return breaker;
  const failures = breaker.failures + 1;
  if (state === 'closed' && failures < BREAKER_FAILURES) return { ...breaker, failures };
  const openMs = Math.min(BREAKER_MAX_MS, BREAKER_FIRST_MS * 2 ** Math.min(breaker.opens, 20));
  return { failures, opens: breaker.opens + 1, openUntil: now + openMs };
};
