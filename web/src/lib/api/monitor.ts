import type { HubMonitor, MonitorThresholds } from '@waqtor/contracts';
import { request } from './request.ts';

/** `hours`: how far back the snapshots go, 1 to 168. */
export const getMonitor = (hours: number, signal: AbortSignal): Promise<HubMonitor> =>
  request('/api/ws-monitor', { query: { hours }, signal });
/** What is left out stays; null switches one off. Answers all of them. */
export const updateThresholds = (body: Partial<MonitorThresholds>): Promise<MonitorThresholds> =>
  request('/api/ws-monitor', { method: 'PATCH', body });
