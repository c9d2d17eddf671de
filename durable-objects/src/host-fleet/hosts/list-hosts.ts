import { type FleetHost } from '@waqtor/contracts';
import { freePlaces, type HostView } from '@waqtor/core/session/lease';
import { servedHosts } from '../control/sockets.ts';
import type { Fleet } from '../fleet.ts';
import { allHosts } from './connected-hosts.ts';
import { toldTelemetry } from './telemetry-record.ts';
import { visibleHosts } from './visible-hosts.ts';

/** Hosts that one workspace may know of, with everything that the hosts page shows. */
export const listHosts = (fleet: Fleet, workspaceId: string): FleetHost[] => {
  const served = servedHosts(fleet);
  const views = new Map(allHosts(fleet).map((host) => [host.hostId, host]));
  const rows = visibleHosts(fleet, workspaceId);
  return rows.flatMap((row) => {
    const view = views.get(row.host_id);
    if (!view) return [];
    const told = toldTelemetry(row.telemetry);
    const isConnected = served.has(row.host_id);
    return {
      hostId: row.host_id,
      workspaceId: row.workspace_id,
      status: statusOf(view, row.all_sessions, isConnected),
      region: row.region,
      version: row.host_version,
      seenAt: new Date(row.seen_at).toISOString(),
      uptimeSeconds: told?.uptimeSeconds ?? null,
      sessions: row.sessions,
      capacity: row.capacity,
      freePlaces: isConnected && !view.isDraining ? freePlaces(view) : 0,
      usedMemoryBytes: told?.pssBytes ?? null,
      totalMemoryBytes: told?.memoryTotalBytes ?? null,
      availableMemoryBytes: told?.memoryAvailableBytes ?? null,
      diskFreeBytes: told?.diskFreeBytes ?? null,
      cpuSeconds: told?.cpuSeconds ?? null,
      sharesLoginsWith: rows
        .filter((other) => other.host_id !== row.host_id && row.volume_id !== null && other.volume_id === row.volume_id)
        .map((other) => other.host_id),
    };
  });
};

const statusOf = (host: HostView, held: number, isConnected: boolean): FleetHost['status'] => {
  if (!isConnected) return 'away';
  if (!host.isDraining) return 'connected';
  return held > 0 ? 'draining' : 'drained';
};
