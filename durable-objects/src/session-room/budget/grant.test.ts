import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET, grant, type LanePace } from './grant.ts';

const NOW = 1_000_000;
const EVEN = 0.5;

/** When each of `count` sends goes out, after NOW, if each is tried as soon as it may. */
const sendsOf = (pace: LanePace, count: number, random: () => number): number[] => {
  let [now, theoreticalAt] = [NOW, 0];
  const at: number[] = [];
  while (at.length < count) {
    const next = grant(pace, theoreticalAt, now, random());
    if (next.kind === 'notBefore') now = next.at;
    else {
      theoreticalAt = next.theoreticalAt;
      at.push(now - NOW);
    }
  }
  return at;
};

describe('grant', () => {
  it('C-4 accepts everything where no pace is set', () => {
    expect(grant(DEFAULT_BUDGET.lanes.api, 0, NOW, EVEN)).toEqual({ kind: 'accepted', theoreticalAt: 0 });
  });

  it('C-4 lets a burst go at once and spaces what follows evenly', () => {
    expect(sendsOf({ perMinute: 20, burst: 2 }, 4, () => EVEN)).toEqual([0, 0, 3_000, 6_000]);
  });

  it('C-4 saves up no more than the burst', () => {
    expect(grant({ perMinute: 20, burst: 1 }, NOW - 60_000, NOW, EVEN)).toEqual({
      kind: 'accepted',
      theoreticalAt: NOW + 3_000,
    });
  });

  it('C-4 sends campaigns at 20 a minute by default, each at another distance', () => {
    let i = 0;
    const at = sendsOf(DEFAULT_BUDGET.lanes.campaign, 21, () => (i++ * 0.37) % 1);
    expect(Math.abs((at[20] as number) - 60_000)).toBeLessThan(4_000);
    const gaps = at.slice(1).map((ms, n) => ms - (at[n] as number));
    expect(new Set(gaps).size).toBeGreaterThan(10);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_100);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3_901);
  });
});
