import { assignFree, extend } from '../assign.ts';
import { connectedHosts, type Fleet, readLease } from '../fleet.ts';
import { sendToHost } from './sockets.ts';
import { tellLeases } from './tell-leases.ts';

/** Extends what the host holds; what is not its own any more is revoked. Answers with all that it holds. */
export const renew = (fleet: Fleet, hostId: string, leases: { sessionId: string; epoch: number }[]): void => {
  const hosts = connectedHosts(fleet);
  for (const { sessionId, epoch } of leases) {
    const lease = readLease(fleet, sessionId);
    if (lease?.holder === hostId && lease.epoch === epoch) extend(fleet, lease, hostId, hosts);
    else if (lease?.holder !== hostId) {
      sendToHost(fleet, hostId, { type: 'revoke', sessionId, reason: 'not_lease_holder', wipe: false });
    }
  }
  assignFree(fleet);
  tellLeases(fleet, hostId);
};
