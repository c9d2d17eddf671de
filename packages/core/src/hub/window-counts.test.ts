import { describe, expect, it } from 'vitest';
import { MONITOR_WINDOW_MS, slidingCount } from './window-counts.ts';

describe('counts of 5 minutes', () => {
  it.each([
    ['when a window just ended', 12, 0, 0, 12],
    ['in the middle of the next', 12, 3, MONITOR_WINDOW_MS / 2, 9],
    ['when the next one ends', 12, 3, MONITOR_WINDOW_MS, 3],
    ['after days of silence', 12, 1, 100 * MONITOR_WINDOW_MS, 1],
    ['when the clock went back', 12, 1, -1000, 13],
  ])('H-14 %s', (_when, last, current, elapsedMs, expected) => {
    expect(slidingCount(last, current, elapsedMs)).toBe(expected);
  });
});
