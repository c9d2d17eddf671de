import type { Desired } from '@waqtor/contracts';
import type { HostView, LeaseView } from '@waqtor/core/session/lease-choice';
import { logError } from '../shared/log.ts';
import { migrate } from '../shared/migrations.ts';
import { type JobHandler, Schedule } from '../shared/schedule.ts';
import { servedHosts } from './control/sockets.ts';
import { FLEET_SCHEMA } from './schema.ts';

/** What every part of the fleet works with. */
export class Fleet {
  readonly ctx: DurableObjectState;
  readonly sql: SqlStorage;
  readonly schedule: Schedule;

  constructor(ctx: DurableObjectState, jobs: (fleet: Fleet) => Record<string, JobHandler>) {
    this.ctx = ctx;
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, FLEET_SCHEMA);
    this.schedule = new Schedule(ctx.storage, jobs(this), (job, error) =>
      logError('A job of the host fleet failed; it is retried.', error, { job }),
    );
  }
}

export type LeaseRow = {
  session_id: string;
  workspace_id: string;
  desired: string;
  epoch: number;
  holder: string | null;
  renewed_at: number;
  ttl_ms: number;
  last_host: string | null;
  last_store: string | null;
  released_by: string | null;
};

export interface LeaseRecord extends LeaseView {
  epoch: number;
  desired: Desired;
}

export const toLease = (row: LeaseRow): LeaseRecord => ({
  sessionId: row.session_id,
  workspaceId: row.workspace_id,
  desired: row.desired as Desired,
  epoch: row.epoch,
  holder: row.holder,
  renewedAt: row.renewed_at,
  ttlMs: row.ttl_ms,
  lastHost: row.last_host,
  lastStore: row.last_store,
  releasedBy: row.released_by,
});

export const readLease = (fleet: Fleet, sessionId: string): LeaseRecord | null => {
  const row = fleet.sql.exec<LeaseRow>('SELECT * FROM leases WHERE session_id = ?', sessionId).toArray()[0];
  return row ? toLease(row) : null;
};

export const heldBy = (fleet: Fleet, hostId: string): LeaseRecord[] =>
  fleet.sql.exec<LeaseRow>('SELECT * FROM leases WHERE holder = ?', hostId).toArray().map(toLease);

type HostRow = {
  host_id: string;
  workspace_id: string | null;
  store_id: string;
  capacity: number;
  held: number;
};

export const allHosts = (fleet: Fleet): HostRow[] =>
  fleet.sql
    .exec<HostRow>(
      `SELECT host_id, workspace_id, store_id, capacity,
         (SELECT COUNT(*) FROM leases WHERE holder = hosts.host_id) AS held FROM hosts`,
    )
    .toArray();

/** Hosts that are there now: their control socket is open, said hello, and was heard of lately. */
export const connectedHosts = (fleet: Fleet): HostView[] => {
  const served = servedHosts(fleet);
  return allHosts(fleet)
    .filter((row) => served.has(row.host_id))
    .map((row) => ({
      hostId: row.host_id,
      workspaceId: row.workspace_id,
      storeId: row.store_id,
      capacity: row.capacity,
      held: row.held,
      has: new Set(
        fleet.sql
          .exec<{ session_id: string }>('SELECT session_id FROM host_sessions WHERE host_id = ?', row.host_id)
          .toArray()
          .map((held) => held.session_id),
      ),
    }));
};
