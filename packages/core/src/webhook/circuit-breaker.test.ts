import { describe, expect, it } from 'vitest';
import { breakerAfter, breakerState, CLOSED_BREAKER, type Breaker } from './circuit-breaker.ts';

const fail = (breaker: Breaker, times: number, now: number): Breaker =>
  Array.from({ length: times }).reduce<Breaker>((one) => breakerAfter(one, false, now), breaker);

describe('circuit breaker', () => {
  it('W-4 opens after five failures in a row for 30 seconds, not after four', () => {
    expect(breakerState(fail(CLOSED_BREAKER, 4, 0), 0)).toBe('closed');
    expect(fail(CLOSED_BREAKER, 5, 0).openUntil).toBe(30_000);
  });

  it('W-4 counts failures in a row only', () => {
    expect(breakerState(fail(breakerAfter(fail(CLOSED_BREAKER, 4, 0), true, 0), 4, 0), 0)).toBe('closed');
  });

  it('W-4 doubles with every probe that fails, up to 15 minutes, and is closed by one that succeeds', () => {
    let breaker = fail(CLOSED_BREAKER, 5, 0);
    const lengths: number[] = [];
    for (let probe = 0; probe < 7; probe++) {
      const now = breaker.openUntil as number;
      expect(breakerState(breaker, now)).toBe('half_open');
      breaker = breakerAfter(breaker, false, now);
      lengths.push((breaker.openUntil as number) - now);
    }
    expect(lengths).toEqual([60_000, 120_000, 240_000, 480_000, 900_000, 900_000, 900_000]);
    expect(breakerAfter(breaker, true, 0)).toEqual(CLOSED_BREAKER);
  });

  it('W-4 hears nothing new in failures that come while it is open', () => {
    const open = fail(CLOSED_BREAKER, 5, 0);
    expect(fail(open, 20, 10_000)).toEqual(open);
  });
});
