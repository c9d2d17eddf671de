import type { HubStats, MonitorAlert, MonitorSnapshot, MonitorThresholds } from '../rest/monitor.ts';

/** What hub and relays know of themselves; hosts and handshakes refused before them are the Worker's to add. */
export type HubFigures = Omit<HubStats, 'system'>;

export interface HubMonitorRpc {
  /** Relays included. */
  figures(workspaceId: string): Promise<HubFigures>;
  monitor(
    workspaceId: string,
    query: { hours: number },
  ): Promise<{
    figures: HubFigures;
    thresholds: MonitorThresholds;
    alerts: MonitorAlert[];
    snapshots: MonitorSnapshot[];
  }>;
  setThresholds(workspaceId: string, change: Partial<MonitorThresholds>): Promise<MonitorThresholds>;
}
