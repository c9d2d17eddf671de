import { describe, expect, it } from 'vitest';
import { nextAttemptDelayMs, parseRetryAfterMs, retryPolicyOf, type RetryPolicy } from './retry-schedule.ts';

const delays = (policy: RetryPolicy, jitter = 0) =>
  Array.from({ length: policy.attempts }, (_, i) => nextAttemptDelayMs(policy, i + 1, jitter));
const S = 1000;
const M = 60 * S;
const H = 60 * M;

describe('retry schedule', () => {
  it('W-4 extended waits 1 s, 2 s, 5 m, 30 m, 2 h, 5 h, 10 h, 10 h and then gives up', () => {
    expect(delays(retryPolicyOf({ profile: 'extended' }))).toEqual([
      S,
      2 * S,
      5 * M,
      30 * M,
      2 * H,
      5 * H,
      10 * H,
      10 * H,
      null,
    ]);
  });

  it('W-4 quick makes three attempts, doubling from 1 s', () => {
    expect(delays(retryPolicyOf({ profile: 'quick' }))).toEqual([S, 2 * S, null]);
  });

  it('W-4 scales the quick steps by baseMs and leaves the long ones', () => {
    expect(delays(retryPolicyOf({ profile: 'extended', baseMs: 100, attempts: 4 }))).toEqual([100, 200, 5 * M, null]);
    expect(delays(retryPolicyOf({ profile: 'quick', baseMs: 200, attempts: 5 }))).toEqual([200, 400, 800, 1600, null]);
  });

  it('W-4 adds up to a fifth of jitter and never subtracts', () => {
    expect(nextAttemptDelayMs(retryPolicyOf({ profile: 'quick' }), 1, 0.999)).toBe(1200);
    expect(nextAttemptDelayMs(retryPolicyOf({ profile: 'quick' }), 1, 0)).toBe(1000);
  });

  it('W-4 lets Retry-After lengthen a wait up to 10 h, not shorten it', () => {
    const policy = retryPolicyOf({ profile: 'extended' });
    expect(nextAttemptDelayMs(policy, 1, 0, 7000)).toBe(7000);
    expect(nextAttemptDelayMs(policy, 3, 0, 7000)).toBe(5 * M);
    expect(nextAttemptDelayMs(policy, 1, 0, 99 * H)).toBe(10 * H);
  });

  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['', null],
    [null, null],
  ])('W-4 reads Retry-After %j as %j ms', (value, expected) => {
    expect(parseRetryAfterMs(value, Date.parse('2026-01-01T00:00:00Z'))).toBe(expected);
  });
});
