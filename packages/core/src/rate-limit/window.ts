/** A pace: at most `limit` requests in each window of `windowMs`; windows begin at multiples of their length (UTC). */
export interface RatePolicy {
  limit: number;
  windowMs: number;
}

/** Epoch milliseconds at which the present window began. */
export const windowStartOf = (windowMs: number, now: number): number => now - (now % windowMs);

/** Milliseconds until the next window; at least 1. */
export const windowRestMs = (windowMs: number, now: number): number => windowMs - (now % windowMs);
