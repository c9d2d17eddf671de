import type { Unserved } from '@waqtor/contracts';
import { unservedFor } from '@waqtor/core/session/lease-unserved';
import type { Fleet } from '../fleet.ts';
import { allHosts } from '../hosts/connected-hosts.ts';
import { servedHosts } from '../control/sockets.ts';
import { readLease } from './lease-record.ts';

/** A session that the fleet does not know is served by nobody. */
export const whyUnserved = (fleet: Fleet, sessionId: string): Unserved | null => {
  const lease = readLease(fleet, sessionId);
  if (!lease) return 'no_host';
  const served = servedHosts(fleet);
  const hosts = allHosts(fleet);
  const last = hosts.find(({ hostId }) => hostId === (lease.holder ?? lease.lastHost));
  return unservedFor(
    lease,
    hosts.filter(({ hostId }) => served.has(hostId)),
    last?.isDraining ?? false,
  );
};
