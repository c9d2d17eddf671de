import type { MonitorMetric, MonitorThresholds } from '@waqtor/contracts';

/** As in the contract, without the schemas that would come into the page with it; a test compares them. */
/** By `monitor.stats`; the API tells more. */
export const MAX_TOLD_CLIENTS = 50;
export const METRICS: readonly MonitorMetric[] = ['connections', 'averageBufferedBytes', 'errors', 'refusals'];
export const USUAL_THRESHOLDS: { [Metric in MonitorMetric]: NonNullable<MonitorThresholds[Metric]> } = {
  connections: 1_200,
  averageBufferedBytes: 256 * 1_024,
  errors: 10,
  refusals: 100,
};
