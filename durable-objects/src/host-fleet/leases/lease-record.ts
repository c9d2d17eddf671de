import type { Desired } from '@waqtor/contracts';
import type { LeaseView } from '@waqtor/core/session/lease';
import type { Fleet } from '../fleet.ts';

export type LeaseRow = {
  session_id: string;
  workspace_id: string;
  desired: string;
  epoch: number;
  holder: string | null;
  renewed_at: number;
  ttl_ms: number;
  owed_until: number;
  last_host: string | null;
  last_store: string | null;
  last_volume: string | null;
  last_region: string | null;
  released_by: string | null;
  revoke_reason: string | null;
  target_host: string | null;
};

export interface LeaseRecord extends LeaseView {
  epoch: number;
  desired: Desired;
}

const toLease = (row: LeaseRow): LeaseRecord => ({
  sessionId: row.session_id,
  workspaceId: row.workspace_id,
  desired: row.desired as Desired,
  epoch: row.epoch,
  holder: row.holder,
  renewedAt: row.renewed_at,
  ttlMs: row.ttl_ms,
  owedUntil: row.owed_until,
  lastHost: row.last_host,
  lastStore: row.last_store,
  lastVolume: row.last_volume,
  lastRegion: row.last_region,
  releasedBy: row.released_by,
  revokeReason: row.revoke_reason,
  targetHost: row.target_host,
});

/** Without the plus the order decides for the key, and a whole table is read to find the few that move. */
export const leasesSql = (condition: string): string => `SELECT * FROM leases WHERE ${condition} ORDER BY +session_id`;

/** Leases that fit a condition of ours, by id. */
export const leasesWhere = (fleet: Fleet, condition: string, ...values: (string | number)[]): LeaseRecord[] =>
  fleet.sql
    .exec<LeaseRow>(leasesSql(condition), ...values)
    .toArray()
    .map(toLease);

export const readLease = (fleet: Fleet, sessionId: string): LeaseRecord | null =>
  leasesWhere(fleet, 'session_id = ?', sessionId)[0] ?? null;

/** What the host holds, also what it was asked to end. */
export const heldBy = (fleet: Fleet, hostId: string): LeaseRecord[] => leasesWhere(fleet, 'holder = ?', hostId);
