import type { Fleet } from '../fleet.ts';

export type VisibleHost = {
  host_id: string;
  workspace_id: string | null;
  volume_id: string | null;
  region: string | null;
  host_version: string;
  capacity: number;
  telemetry: string | null;
  seen_at: number;
  /** Held of this workspace. */
  sessions: number;
  /** Held of anybody; not for telling. */
  all_sessions: number;
};

/** H-13, A-4: the workspace's own hosts, and those of the operator that hold a session of it. */
export const visibleHosts = (fleet: Fleet, workspaceId: string): VisibleHost[] =>
  fleet.sql
    .exec<VisibleHost>(
      `SELECT * FROM (
         SELECT host_id, workspace_id, volume_id, region, host_version, capacity, telemetry, seen_at,
           (SELECT COUNT(*) FROM leases WHERE holder = hosts.host_id AND leases.workspace_id = ?1) AS sessions,
           (SELECT COUNT(*) FROM leases WHERE holder = hosts.host_id) AS all_sessions
         FROM hosts
       ) WHERE workspace_id = ?1 OR (workspace_id IS NULL AND sessions > 0) ORDER BY host_id`,
      workspaceId,
    )
    .toArray();
