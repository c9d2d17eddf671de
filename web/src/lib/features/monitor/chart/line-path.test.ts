import { describe, expect, it } from 'vitest';
import { areaPath, linePath } from './line-path.ts';

const at = (x: number, y: number) => ({ x, y });

describe('H-14 lines of the monitor', () => {
  it('H-14 draws through all points', () => {
    expect(linePath([at(0, 10), at(5, 0), at(10, 10)])).toBe('M0 10L5 0L10 10');
  });

  it('H-14 leaves a hole where nothing is known instead of drawing through it', () => {
    expect(linePath([at(0, 1), at(1, 2), null, at(3, 4), at(4, 5)])).toBe('M0 1L1 2M3 4L4 5');
  });

  it('H-14 shows a lonely point as a dot', () => {
    expect(linePath([null, at(3, 4), null])).toBe('M3 4h0');
  });

  it('H-14 rounds to tenths', () => {
    expect(linePath([at(1 / 3, 2 / 3), at(1, 1)])).toBe('M0.3 0.7L1 1');
  });

  it('H-14 closes an area on its base and gives a lonely point none', () => {
    expect(areaPath([at(0, 1), at(2, 3), null, at(5, 5)], 10)).toBe('M0 10L0 1L2 3V10z');
  });

  it('H-14 draws nothing of nothing', () => {
    expect([linePath([]), areaPath([null], 10)]).toEqual(['', '']);
  });
});
