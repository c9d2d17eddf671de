import { telemetryFrame, type MonitorHost } from '@waqtor/contracts';
import { servedHosts } from './control/sockets.ts';
import type { Fleet } from './fleet.ts';

type Row = { host_id: string; capacity: number; telemetry: string | null; sessions: number };

/** Null: the host never told, or told in words of another version. */
const telemetryOf = (text: string | null) =>
  text === null ? null : (telemetryFrame.safeParse(JSON.parse(text)).data ?? null);

/**
 * H-13: hosts that one workspace may know of: its own, and those of the operator that hold a session of it. Sessions of
 * others are not counted.
 */
export const workspaceHosts = (fleet: Fleet, workspaceId: string): MonitorHost[] => {
  const served = servedHosts(fleet);
  return fleet.sql
    .exec<Row>(
      `SELECT host_id, capacity, telemetry, sessions FROM (
         SELECT hosts.*, (
           SELECT COUNT(*) FROM leases WHERE leases.holder = hosts.host_id AND leases.workspace_id = ?1
         ) AS sessions FROM hosts
       ) WHERE workspace_id = ?1 OR (workspace_id IS NULL AND sessions > 0) ORDER BY host_id`,
      workspaceId,
    )
    .toArray()
    .map((row) => {
      const told = telemetryOf(row.telemetry);
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
