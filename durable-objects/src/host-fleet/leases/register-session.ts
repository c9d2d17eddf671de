import { type HostFleetRpc, ok, refuse, type Result } from '@waqtor/contracts';
import { tellLeases } from '../control/tell-leases.ts';
import type { Fleet } from '../fleet.ts';
import { connectedHosts } from '../hosts/connected-hosts.ts';
import { assignFree } from './assign.ts';
import { readLease } from './lease-record.ts';
import { isRemoved } from './remove-session.ts';

type Registration = Parameters<HostFleetRpc['registerSession']>[0];

/**
 * A stopped session keeps its lease: its host is told the wish and keeps the login (S-4). `not_found`: it was removed,
 * and an id never comes back.
 */
export const registerSession = (fleet: Fleet, session: Registration): Result<null> => {
  if (isRemoved(fleet, session.sessionId)) return refuse('not_found');
  const before = readLease(fleet, session.sessionId);
  fleet.sql.exec(
    `INSERT INTO leases (session_id, workspace_id, desired) VALUES (?, ?, ?)
     ON CONFLICT (session_id) DO UPDATE SET desired = excluded.desired`,
    session.sessionId,
    session.workspaceId,
    session.desired,
  );
  if (before?.holder && before.desired !== session.desired) {
    tellLeases(fleet, before.holder, connectedHosts(fleet), { only: new Set([session.sessionId]) });
  }
  assignFree(fleet);
  return ok(null);
};
