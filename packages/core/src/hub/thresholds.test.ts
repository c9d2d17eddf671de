import { DEFAULT_MONITOR_THRESHOLDS, type MonitorAlert, type MonitorThresholds } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { judgeThresholds } from './thresholds.ts';

const NOW = Date.UTC(2026, 10, 21);
const BEFORE = new Date(NOW - 60_000).toISOString();
const limits = (change: Partial<MonitorThresholds> = {}): MonitorThresholds => ({
  ...DEFAULT_MONITOR_THRESHOLDS,
  ...change,
});
const figures = (current: number, average = 0) => ({
  connections: { current, total: current, disconnections: 0, alive: current, dead: 0 },
  buffer: { total: average * current, average },
});
const quiet = { errors: 0, refusals: 0 };
const standing = (change: Partial<MonitorAlert> = {}): MonitorAlert => ({
  metric: 'connections',
  value: 1300,
  limit: 1200,
  since: BEFORE,
  ...change,
});

describe('thresholds', () => {
  it('H-14 raises at the limit, not one below it', () => {
    expect(judgeThresholds([], figures(1199), limits(), quiet, NOW)).toEqual({ alerts: [], crossings: [] });
    const alert = { metric: 'connections', value: 1200, limit: 1200, since: new Date(NOW).toISOString() };
    expect(judgeThresholds([], figures(1200), limits(), quiet, NOW)).toEqual({
      alerts: [alert],
      crossings: [{ ...alert, state: 'raised' }],
    });
  });

  it('H-14 tells an alert that stands no second time, and keeps its beginning', () => {
    const { alerts, crossings } = judgeThresholds([standing()], figures(1250), limits(), quiet, NOW);
    expect(crossings).toEqual([]);
    expect(alerts).toEqual([standing({ value: 1250 })]);
  });

  it.each([
    [1200, 0],
    [1080, 0],
    [1079, 1],
  ])('H-14 with %i of 1200 connections clears %i alerts', (current, cleared) => {
    const { alerts, crossings } = judgeThresholds([standing()], figures(current), limits(), quiet, NOW);
    expect([alerts.length, crossings.length]).toEqual([1 - cleared, cleared]);
    if (cleared > 0) expect(crossings[0]).toEqual({ ...standing({ value: current }), state: 'cleared' });
  });

  it('H-14 judges each metric by its own value', () => {
    const all = limits({ connections: 1, averageBufferedBytes: 2, errors: 3, refusals: 4 });
    const { alerts } = judgeThresholds([], figures(1, 2), all, { errors: 3, refusals: 4 }, NOW);
    expect(alerts.map(({ metric, value }) => [metric, value])).toEqual([
      ['connections', 1],
      ['averageBufferedBytes', 2],
      ['errors', 3],
      ['refusals', 4],
    ]);
  });

  it('H-14 raises nothing of a threshold that is off, and clears what stood when it was switched off', () => {
    const off = limits({ connections: null });
    expect(judgeThresholds([], figures(9999), off, quiet, NOW).alerts).toEqual([]);
    const { alerts, crossings } = judgeThresholds([standing()], figures(9999), off, quiet, NOW);
    expect(alerts).toEqual([]);
    expect(crossings).toEqual([{ ...standing({ value: 9999 }), state: 'cleared' }]);
  });

  it('H-14 judges an alert that stands by a limit that was changed', () => {
    const { alerts } = judgeThresholds([standing()], figures(1250), limits({ connections: 1250 }), quiet, NOW);
    expect(alerts).toEqual([standing({ value: 1250, limit: 1250 })]);
    const higher = judgeThresholds([standing()], figures(1250), limits({ connections: 2000 }), quiet, NOW);
    expect(higher.crossings).toMatchObject([{ limit: 2000, state: 'cleared' }]);
  });
});
