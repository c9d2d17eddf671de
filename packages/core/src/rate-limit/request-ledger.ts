import type { RequestClaim, RequestGrant } from '@waqtor/contracts';
import { windowRestMs, windowStartOf } from './window.ts';
import type { RatePolicy } from './window.ts';

/** A lump is this part of the limit, and no more than so many requests. */
const LUMPS_PER_LIMIT = 20;
const MAX_LUMP = 250;
const CLAIM_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 30_000;

/** Requests that are leased at once; also how many an isolate serves before it tells anybody. */
export const lumpOf = (limit: number): number => Math.max(1, Math.min(MAX_LUMP, Math.floor(limit / LUMPS_PER_LIMIT)));

/** Where a subject stands: `remaining` more requests until the window ends in `resetMs`. */
export interface RateStanding {
  remaining: number;
  resetMs: number;
}

/**
 * One subject (a key, a login, a workspace) as one isolate counts it: without a wait, in memory, from leases that it
 * fetches in lumps. Exact as long as one isolate serves the subject; several can exceed the limit by a lump each.
 * While nobody answers its claims it goes on with its own count, up to the limit.
 */
export class RequestLedger {
  readonly #windowMs: number;
  #windowStart = -1;
  /** Leased and not used. */
  #leased = 0;
  /** Served without a lease and not reported. */
  #debt = 0;
  /** Served and not reported. */
  #unreported = 0;
  /** What the hub could still hand out when it answered last; null: it was not asked in this window. */
  #left: number | null = null;
  /** On its way to the hub; forgotten when no answer came in time (its request may have been cut off). */
  #claimed: { claim: RequestClaim; until: number } | null = null;
  #retryAt = 0;
  #failures = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  standing(policy: RatePolicy, now: number): RateStanding {
    this.#enter(now);
    const unleased = Math.max(0, (this.#left ?? policy.limit) - this.#debt);
    return { remaining: this.#leased + unleased, resetMs: windowRestMs(this.#windowMs, now) };
  }

  /** Counts one request; call only while something remains, or when it is to be served all the same. */
  count(now: number): void {
    this.#enter(now);
    this.#unreported += 1;
    if (this.#leased > 0) this.#leased -= 1;
    else this.#debt += 1;
  }

  /** Served and not told to the hub. */
  get unreported(): number {
    return this.#unreported;
  }

  /** What to ask the hub for now, or null. A claim must be answered by `settle`; there is one at a time. */
  claim(policy: RatePolicy, now: number): RequestClaim | null {
    this.#enter(now);
    const lump = lumpOf(policy.limit);
    // After the first lease the next is fetched at half a lump, so that it is there before the last one ends.
    const isDue = this.#left === null ? this.#debt >= lump : this.#leased <= lump / 2 && this.#unreported >= lump / 2;
    if (!isDue || now < this.#retryAt) return null;
    return this.#newClaim(policy, lump, now);
  }

  /** A claim that asks for nothing: it only tells what was served. Null while another is on its way. */
  report(policy: RatePolicy, now: number): RequestClaim | null {
    this.#enter(now);
    return this.#newClaim(policy, 0, now);
  }

  /** The answer to the claim; null: there was none, and it is asked for again after a while. */
  settle(claim: RequestClaim, grant: RequestGrant | null, now: number): void {
    if (this.#claimed?.claim !== claim) return;
    this.#claimed = null;
    if (!grant) {
      this.#retryAt = now + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 10));
      this.#failures += 1;
      return;
    }
    this.#retryAt = 0;
    this.#failures = 0;
    this.#enter(now);
    if (claim.windowStart !== this.#windowStart) return;
    this.#leased += grant.granted;
    this.#debt -= claim.debt;
    this.#unreported -= claim.used;
    this.#left = grant.remaining;
  }

  #newClaim(policy: RatePolicy, want: number, now: number): RequestClaim | null {
    if (this.#claimed && now < this.#claimed.until) return null;
    const claim = {
      windowStart: this.#windowStart,
      limit: policy.limit,
      used: this.#unreported,
      debt: this.#debt,
      want,
    };
    this.#claimed = { claim, until: now + CLAIM_TIMEOUT_MS };
    return claim;
  }

  /** Nothing is carried into a new window: what is left of a lease is lost with the window it was for. */
  #enter(now: number): void {
    const start = windowStartOf(this.#windowMs, now);
    if (start <= this.#windowStart) return;
    this.#windowStart = start;
    this.#leased = this.#debt = this.#unreported = 0;
    this.#left = null;
  }
}
