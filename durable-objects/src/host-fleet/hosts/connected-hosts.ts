import type { HostView } from '@waqtor/core/session/lease';
import { servedHosts } from '../control/sockets.ts';
import type { Fleet } from '../fleet.ts';

type HostRow = {
  host_id: string;
  workspace_id: string | null;
  store_id: string;
  volume_id: string | null;
  region: string | null;
  is_draining: number;
  capacity: number;
  told_capacity: number | null;
  held: number;
};

/** Every host that the fleet heard of and did not forget. `held` counts places kept for moves too. */
export const allHosts = (fleet: Fleet): HostView[] =>
  fleet.sql
    .exec<HostRow>(
      `WITH places AS (
         SELECT holder AS host_id FROM leases WHERE holder IS NOT NULL
         UNION ALL
         SELECT target_host FROM leases WHERE target_host IS NOT NULL AND target_host IS NOT holder
       ), taken AS (SELECT host_id, COUNT(*) AS held FROM places GROUP BY host_id)
       SELECT hosts.host_id, workspace_id, store_id, volume_id, region, is_draining, capacity, told_capacity,
         COALESCE(held, 0) AS held FROM hosts LEFT JOIN taken ON taken.host_id = hosts.host_id`,
    )
    .toArray()
    .map((row) => ({
      hostId: row.host_id,
      workspaceId: row.workspace_id,
      storeId: row.store_id,
      volumeId: row.volume_id,
      region: row.region,
      isDraining: row.is_draining === 1,
      capacity: Math.min(row.capacity, row.told_capacity ?? row.capacity),
      held: row.held,
    }));

/** Hosts that are there now: their control socket is open, said hello, and was heard of lately. */
export const connectedHosts = (fleet: Fleet): HostView[] => {
  const served = servedHosts(fleet);
  return served.size === 0 ? [] : allHosts(fleet).filter(({ hostId }) => served.has(hostId));
};
