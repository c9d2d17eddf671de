import { describe, expect, it } from 'vitest';
import { SPARK_HEIGHT, sparkBars } from './spark-bars.ts';

const hour = (succeeded: number, failed: number) => ({ at: '2026-11-21T12:00:00.000Z', succeeded, failed });

describe('the bars of a day', () => {
  it('W-5 are as high as the attempts, and one failure among many is still seen', () => {
    const [busy, quiet, small] = sparkBars([hour(999, 1), hour(0, 0), hour(1, 0)]);
    expect((busy?.ok?.height ?? 0) + (busy?.bad?.height ?? 0)).toBeCloseTo(SPARK_HEIGHT);
    expect(busy?.bad?.height).toBeGreaterThanOrEqual(2);
    expect(quiet).toMatchObject({ isQuiet: true, ok: null, bad: null });
    expect(small?.ok?.height).toBeGreaterThanOrEqual(3);
  });
});
