import { describe, expect, it } from 'vitest';
import { formatUptime } from './uptime.ts';

describe('uptime', () => {
  it.each([
    [0, '00:00:00'],
    [3_599_999, '00:59:59'],
    [86_399_000, '23:59:59'],
    [86_400_000, '1d 00:00:00'],
    [3 * 86_400_000 + 14_706_000, '3d 04:05:06'],
  ])('H-13 writes %i ms as %s', (ms, text) => {
    expect(formatUptime(ms)).toBe(text);
  });
});
