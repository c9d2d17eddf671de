import type { Fleet } from '../fleet.ts';
import { connectedHosts } from '../hosts/connected-hosts.ts';
import { assignFree } from '../leases/assign.ts';
import { heldBy } from '../leases/lease-record.ts';
import { isRemoved } from '../leases/remove-session.ts';
import { tellRevoked } from '../leases/revoke.ts';
import { tellLeases } from './tell-leases.ts';

/**
 * What was told so long before a renewal came in was heard. The host renews in that rhythm, and once right after its
 * hello, when the answer to that is still on its way.
 */
const heardAfterMs = ({ times }: Fleet): number => times.renewMs / 2;

/** Extends what the host holds; what is not its own any more is revoked. Answers with all that it holds. */
export const renew = (fleet: Fleet, hostId: string, renewed: { sessionId: string; epoch: number }[]): void => {
  const held = new Map(heldBy(fleet, hostId).map((lease) => [lease.sessionId, lease]));
  const heard = new Set<string>();
  for (const { sessionId, epoch } of renewed) {
    const lease = held.get(sessionId);
    if (!lease)
      tellRevoked(fleet, sessionId, hostId, isRemoved(fleet, sessionId) ? 'session_deleted' : 'not_lease_holder');
    else if (lease.revokeReason !== null) tellRevoked(fleet, sessionId, hostId, lease.revokeReason);
    else if (lease.epoch === epoch && fleet.now() - lease.renewedAt >= heardAfterMs(fleet)) heard.add(sessionId);
  }
  // First its own: a lease that ran out while nobody else wanted it goes on under its epoch.
  tellLeases(fleet, hostId, connectedHosts(fleet), { heard });
  assignFree(fleet);
};
