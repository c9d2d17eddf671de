import { type HostFleetRpc, ok, refuse, type Result } from '@waqtor/contracts';
import { moveRefusal } from '@waqtor/core/session/lease-move';
import type { Fleet } from '../fleet.ts';
import { connectedHosts } from '../hosts/connected-hosts.ts';
import { assignFree } from './assign.ts';
import { readLease } from './lease-record.ts';
import { revoke } from './revoke.ts';

type Target = Parameters<HostFleetRpc['moveSession']>[1];

/**
 * The holder is asked to end the session; the target gets it on its answer, or when the lease is certainly over. Until
 * then a place is kept there. A refusal says in `reason` why the target cannot have it.
 */
export const moveSession = (fleet: Fleet, sessionId: string, target: Target): Result<null> => {
  const lease = readLease(fleet, sessionId);
  if (!lease) return refuse('not_found');
  const isThere = lease.holder === target.hostId && lease.revokeReason === null;
  if (isThere || lease.targetHost === target.hostId) return ok(null);
  const connected = connectedHosts(fleet).find(({ hostId }) => hostId === target.hostId);
  // Back to where it is just ending: the place that it takes there is its own.
  const host = connected && lease.holder === connected.hostId ? { ...connected, held: connected.held - 1 } : connected;
  const reason = moveRefusal(lease, host, target);
  if (reason !== null) return refuse('host_not_eligible', { reason });
  fleet.sql.exec('UPDATE leases SET target_host = ? WHERE session_id = ?', target.hostId, sessionId);
  if (lease.holder !== null) revoke(fleet, sessionId, lease.holder, 'moving');
  assignFree(fleet);
  return ok(null);
};
