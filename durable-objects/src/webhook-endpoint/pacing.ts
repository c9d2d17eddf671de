import { takeTokens, type TokenBucket } from '@waqtor/core/rate-limit/token-bucket';
import { breakerState, CLOSED_BREAKER, type Breaker } from '@waqtor/core/webhook/circuit-breaker';
import type { Settings } from './settings.ts';

/**
 * Attempts of one moment, when attempts come faster than timers ring: 200 a second is one every 5 ms. Below that they
 * go out one after another, evenly.
 */
const TIMER_RATE = 200;

type Row = {
  breaker_failures: number;
  breaker_opens: number;
  breaker_open_until: number | null;
  bucket_tokens: number | null;
  bucket_at: number | null;
};

export interface Allowance {
  /** How many of the schedule may go out now. */
  count: number;
  /** When more may, if fewer than wanted may now; null when nothing holds them back. */
  nextAt: number | null;
}

/** How fast an endpoint is sent to: throttle and breaker, in SQLite, so that an eviction opens neither. */
export class Pacing {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  breaker(): Breaker {
    return breakerOf(this.#row());
  }

  saveBreaker({ failures, opens, openUntil }: Breaker): void {
    this.#sql.exec(
      'UPDATE pacing SET breaker_failures = ?, breaker_opens = ?, breaker_open_until = ?',
      failures,
      opens,
      openUntil,
    );
  }

  closeBreaker(): void {
    this.saveBreaker(CLOSED_BREAKER);
  }

  /**
   * How many of `wanted` may go out. `probeAt`: when the attempt that a half-open breaker lets out is taken for lost;
   * `sending` says whether it is under way.
   */
  allow(settings: Settings, wanted: number, now: number, half: { sending: () => number; probeAt: number }): Allowance {
    const row = this.#row();
    const breaker = breakerOf(row);
    const state = breakerState(breaker, now);
    if (state === 'open') return { count: 0, nextAt: breaker.openUntil };
    if (state === 'half_open') {
      const count = half.sending() === 0 ? 1 : 0;
      const throttled = this.#throttled(settings, row, count, now);
      return throttled.nextAt === null ? { count, nextAt: half.probeAt } : throttled;
    }
    return this.#throttled(settings, row, wanted, now);
  }

  /** Counts what went out. */
  spend(settings: Settings, count: number, now: number): void {
    if (settings.throttle === null || count === 0) return;
    const { policy, bucket } = bucketOf(settings.throttle.perSecond, this.#row(), now);
    const spent = takeTokens(bucket, count, policy, now).bucket;
    this.#sql.exec('UPDATE pacing SET bucket_tokens = ?, bucket_at = ?', spent.tokens, spent.at);
  }

  #throttled(settings: Settings, row: Row, wanted: number, now: number): Allowance {
    if (settings.throttle === null) return { count: wanted, nextAt: null };
    const { policy, bucket } = bucketOf(settings.throttle.perSecond, row, now);
    const count = Math.min(wanted, Math.floor(bucket.tokens));
    const missingMs = Math.ceil(((1 - (bucket.tokens - count)) / policy.refillPerSecond) * 1000);
    return { count, nextAt: count < wanted ? now + Math.max(1, missingMs) : null };
  }

  #row(): Row {
    return this.#sql.exec<Row>('SELECT * FROM pacing').one();
  }
}

const breakerOf = (row: Row): Breaker => ({
  failures: row.breaker_failures,
  opens: row.breaker_opens,
  openUntil: row.breaker_open_until,
});

const bucketOf = (perSecond: number, row: Row, now: number): { policy: Policy; bucket: TokenBucket } => {
  const policy = { burst: Math.max(1, Math.ceil(perSecond / TIMER_RATE)), refillPerSecond: perSecond };
  const stored = { tokens: row.bucket_tokens ?? policy.burst, at: row.bucket_at ?? now };
  // A cost of nothing refills.
  return { policy, bucket: takeTokens(stored, 0, policy, now).bucket };
};
type Policy = { burst: number; refillPerSecond: number };
