import type { MonitorSnapshot } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { mergeSnapshots, rowsOf, withGaps } from './snapshot-series.ts';

const START = Date.parse('2026-11-20T10:00:00.000Z');
const shot = (minutes: number, count = 1): MonitorSnapshot => ({
  at: new Date(START + minutes * 60_000).toISOString(),
  connections: count,
  received: count,
  broadcasts: count,
  bufferedBytes: count,
  errors: count,
  refusals: count,
});

describe('H-14 snapshots of the monitor', () => {
  it('H-14 what is read again is there once, oldest first', () => {
    expect(mergeSnapshots([shot(5), shot(10)], [shot(0), shot(5), shot(15)])).toEqual([
      shot(0),
      shot(5),
      shot(10),
      shot(15),
    ]);
  });

  it('H-14 nothing new draws nothing anew', () => {
    const known = [shot(0), shot(5)];
    expect(mergeSnapshots(known, [shot(5)])).toBe(known);
  });

  it('H-14 forgets what the hub forgot', () => {
    const week = 7 * 24 * 60;
    expect(mergeSnapshots([shot(-5), shot(0)], [shot(week)])).toEqual([shot(0), shot(week)]);
  });

  it('H-14 a hub that was away leaves a hole', () => {
    expect(withGaps([shot(0), shot(5), shot(20)])).toEqual([shot(0), shot(5), null, shot(20)]);
  });

  it('H-14 the table sums hours, and tells the most connections of each', () => {
    const rows = rowsOf([shot(0, 2), shot(55, 3), shot(60, 7)], true);
    expect(rows).toEqual([shot(60, 7), { ...shot(0, 5), connections: 3, bufferedBytes: 3 }]);
  });

  it('H-14 the table of an hour has every snapshot, newest first', () => {
    expect(rowsOf([shot(0), shot(5)], false)).toEqual([shot(5), shot(0)]);
  });
});
