import { describe, expect, it } from 'vitest';
import { expectedAt } from './expected-at.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');
const day = (date: string) => Date.parse(`${date}T00:00:00.000Z`);
const none = { inLane: 0, overall: 0, dispatchedToday: 0 };

describe('expectedAt', () => {
  it('C-4 is now without a pace and a cap, however many wait', () => {
    expect(expectedAt({ pace: null, dailyCap: null }, { ...none, inLane: 500, overall: 500 }, NOON)).toBe(NOON);
  });

  it('C-4 counts those ahead in the lane', () => {
    const pace = { perMinute: 20, burst: 1 };
    expect(expectedAt({ pace, dailyCap: null }, { ...none, inLane: 40, overall: 40 }, NOON)).toBe(NOON + 120_000);
  });

  it('C-4 is the day on which the cap lets it go', () => {
    const of = (dispatchedToday: number, overall: number) =>
      expectedAt({ pace: null, dailyCap: 10 }, { ...none, overall, dispatchedToday }, NOON);
    expect([of(9, 0), of(10, 0), of(10, 9), of(10, 10)]).toEqual([
      NOON,
      day('2026-11-22'),
      day('2026-11-22'),
      day('2026-11-23'),
    ]);
  });
});
