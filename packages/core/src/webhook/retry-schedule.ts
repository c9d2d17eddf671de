/** W-4. Times are milliseconds. */
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DEFAULT_RETRY_BASE_MS = SECOND;
/** After the two quick ones, which `baseMs` scales. */
const EXTENDED_TAIL_MS = [5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR] as const;
/** First attempt included. */
const DEFAULT_ATTEMPTS = { extended: 3 + EXTENDED_TAIL_MS.length, quick: 3 } as const;
/** Only ever later than the schedule, never earlier: +0…20 %. */
const JITTER = 0.2;
/** A receiver may ask for more time, up to the longest step of the schedule. */
export const MAX_RETRY_AFTER_MS = 10 * HOUR;
/** An endpoint that only failed for this long is disabled. */
export const FAILING_LIMIT_MS = 3 * 24 * HOUR;

export interface RetryPolicy {
  profile: 'quick' | 'extended';
  /** First attempt included. */
  attempts: number;
  baseMs: number;
}

/** Fills what a request left out. */
export const retryPolicyOf = (wish: {
  profile: 'quick' | 'extended';
  attempts?: number | undefined;
  baseMs?: number | undefined;
}): RetryPolicy => ({
  profile: wish.profile,
  attempts: wish.attempts ?? DEFAULT_ATTEMPTS[wish.profile],
  baseMs: wish.baseMs ?? DEFAULT_RETRY_BASE_MS,
});

/**
 * Milliseconds until the next attempt after `failures` failed ones, or null when the schedule is spent.
 * `jitter` is a number in [0, 1) from the caller; `retryAfterMs` (of the last answer) can only lengthen.
 */
export const nextAttemptDelayMs = (
  policy: RetryPolicy,
  failures: number,
  jitter: number,
  retryAfterMs: number | null = null,
): number | null => {
  if (failures >= policy.attempts) return null;
  const step = failures - 1;
  const planned =
    policy.profile === 'quick' || step < 2
      ? policy.baseMs * 2 ** step
      : (EXTENDED_TAIL_MS[Math.min(step - 2, EXTENDED_TAIL_MS.length - 1)] as number);
  const jittered = Math.round(planned * (1 + JITTER * jitter));
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
};

/** `Retry-After` as seconds or an HTTP date (RFC 9110 §10.2.3), in milliseconds from `now`; null when unreadable. */
export const parseRetryAfterMs = (value: string | null, now: number): number | null => {
  if (value === null) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * SECOND;
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};
