import { MONITOR_METRICS, type HubFigures, type MonitorAlert, type MonitorThresholds } from '@waqtor/contracts';
import type { WindowCounts } from './window-counts.ts';

/** What stood above its limit stays an alert until it is below this part of it: a value at the limit does not flicker. */
export const CLEARED_BELOW = 0.9;

/** A limit was reached, or is kept again; `value` is the present one. */
export interface ThresholdCrossing extends MonitorAlert {
  state: 'raised' | 'cleared';
}

export interface ThresholdVerdict {
  /** What stands now, with its present value. */
  alerts: MonitorAlert[];
  crossings: ThresholdCrossing[];
}

/**
 * H-14: which thresholds are crossed. An alert is raised when a value reaches its limit, and is cleared when the value
 * is below 90 % of it, or when its threshold was switched off. `since` of an alert that stands does not change.
 */
export const judgeThresholds = (
  previousAlerts: readonly MonitorAlert[],
  figures: Pick<HubFigures, 'connections' | 'buffer'>,
  thresholds: MonitorThresholds,
  windowCounts: WindowCounts,
  now: number,
): ThresholdVerdict => {
  const values: Record<keyof MonitorThresholds, number> = {
    connections: figures.connections.current,
    averageBufferedBytes: figures.buffer.average,
    errors: windowCounts.errors,
    refusals: windowCounts.refusals,
  };
  const verdict: ThresholdVerdict = { alerts: [], crossings: [] };
  for (const metric of MONITOR_METRICS) {
    const standing = previousAlerts.find((alert) => alert.metric === metric);
    const limit = thresholds[metric];
    const value = values[metric];
    const isRaised = limit !== null && value >= limit * (standing ? CLEARED_BELOW : 1);
    const since = standing?.since ?? new Date(now).toISOString();
    if (isRaised) verdict.alerts.push({ metric, value, limit, since });
    if (isRaised && !standing) verdict.crossings.push({ metric, value, limit, since, state: 'raised' });
    if (!isRaised && standing) {
      verdict.crossings.push({ metric, value, limit: limit ?? standing.limit, since, state: 'cleared' });
    }
  }
  return verdict;
};
