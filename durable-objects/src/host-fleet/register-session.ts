import { type HostFleetRpc, ok, type Result } from '@waqtor/contracts';
import { assignFree } from './assign.ts';
import { tellLeases } from './control/tell-leases.ts';
import { type Fleet, readLease } from './fleet.ts';

type Registration = Parameters<HostFleetRpc['registerSession']>[0];

/** A stopped session keeps its lease: its host is told the wish and keeps the login (S-4). */
export const registerSession = (fleet: Fleet, session: Registration): Result<null> => {
  const before = readLease(fleet, session.sessionId);
  fleet.sql.exec(
    `INSERT INTO leases (session_id, workspace_id, desired) VALUES (?, ?, ?)
     ON CONFLICT (session_id) DO UPDATE SET desired = excluded.desired`,
    session.sessionId,
    session.workspaceId,
    session.desired,
  );
  assignFree(fleet);
  const lease = readLease(fleet, session.sessionId);
  if (before?.holder && lease?.holder === before.holder && lease.desired !== before.desired) {
    tellLeases(fleet, before.holder, [lease]);
  }
  return ok(null);
};
