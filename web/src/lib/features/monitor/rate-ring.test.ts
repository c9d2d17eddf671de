import { describe, expect, it } from 'vitest';
import { addLook, MAX_POINTS, type LiveStats, type RatePoint } from './rate-ring.ts';
import { someStats } from './some-stats.fixture.ts';

const START = Date.parse('2026-11-20T10:00:00.000Z');
const lookAt = (seconds: number, received = 0, broadcasts = 0): LiveStats =>
  someStats({ atMs: START + seconds * 1_000, received, broadcasts });
const walk = (looks: LiveStats[]): readonly RatePoint[] =>
  looks.reduce<readonly RatePoint[]>((ring, look, index) => addLook(ring, look, looks[index - 1] ?? null), []);

describe('H-14 rates of successive figures', () => {
  it('H-14 the first look has no rate', () => {
    expect(walk([lookAt(0, 500)])).toMatchObject([{ receivedPerSecond: null, errors: null }]);
  });

  it('H-14 divides what came by the time that passed at the server', () => {
    expect(walk([lookAt(0, 100, 10), lookAt(4, 120, 11)]).at(-1)).toMatchObject({
      receivedPerSecond: 5,
      broadcastsPerSecond: 0.25,
    });
  });

  it('H-14 a hub that began anew is not told as a negative rate', () => {
    const anew = someStats({ atMs: START + 2_000, startedMs: START + 1_000, received: 3 });
    expect(walk([lookAt(0, 500), anew]).at(-1)).toMatchObject({ receivedPerSecond: null });
  });

  it('H-14 two looks a few milliseconds apart are no burst: the rate stays as it was', () => {
    const ring = walk([lookAt(0, 0), lookAt(2, 10), lookAt(2.03, 11)]);
    expect(ring.at(-1)).toMatchObject({ receivedPerSecond: 5 });
    expect(walk([lookAt(0, 0), lookAt(0.03, 1)]).at(-1)).toMatchObject({ receivedPerSecond: null });
  });

  it('H-14 counts new errors and refusals', () => {
    const before = someStats({ atMs: START, errors: 2, refusals: 1 });
    const now = someStats({ atMs: START + 2_000, errors: 5, refusals: 2 });
    expect(walk([before, now]).at(-1)).toMatchObject({ errors: 3, refusals: 1 });
  });

  it('H-14 a look that was overtaken changes nothing', () => {
    const ring = walk([lookAt(0), lookAt(2)]);
    expect(addLook(ring, lookAt(1), lookAt(2))).toBe(ring);
  });

  it('H-14 keeps 5 minutes and at most 150 points', () => {
    const ring = walk(Array.from({ length: 400 }, (_, index) => lookAt(index)));
    expect(ring).toHaveLength(MAX_POINTS);
    const slow = walk(Array.from({ length: 100 }, (_, index) => lookAt(index * 5)));
    expect(slow).toHaveLength(61);
  });
});
