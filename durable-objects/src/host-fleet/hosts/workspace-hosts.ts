import type { MonitorHost } from '@waqtor/contracts';
import { servedHosts } from '../control/sockets.ts';
import type { Fleet } from '../fleet.ts';
import { toldTelemetry } from './telemetry-record.ts';
import { visibleHosts } from './visible-hosts.ts';

/** H-13: hosts that one workspace may know of. Sessions of others are not counted. */
export const workspaceHosts = (fleet: Fleet, workspaceId: string): MonitorHost[] => {
  const served = servedHosts(fleet);
  return visibleHosts(fleet, workspaceId).map((row) => {
    const told = toldTelemetry(row.telemetry);
    return {
      hostId: row.host_id,
      isConnected: served.has(row.host_id),
      sessions: row.sessions,
      capacity: row.capacity,
      rssBytes: told && Math.max(0, told.rssBytes),
      cpuSeconds: told && told.cpuSeconds,
      uptimeSeconds: told && told.uptimeSeconds,
    };
  });
};
