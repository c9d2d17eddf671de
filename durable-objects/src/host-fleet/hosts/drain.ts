import { nextToDrain } from '@waqtor/core/session/lease-drain';
import type { HostView } from '@waqtor/core/session/lease';
import type { Fleet } from '../fleet.ts';
import { heldBy } from '../leases/lease-record.ts';
import { revoke } from '../leases/revoke.ts';

/** One session after the other, so that a host never ends all its browsers while the next one starts them all. */
export const drainHosts = (fleet: Fleet, hosts: readonly HostView[]): void => {
  for (const { hostId, isDraining } of hosts) {
    const next = isDraining ? nextToDrain(heldBy(fleet, hostId), hosts) : null;
    if (next) revoke(fleet, next.sessionId, hostId, 'draining');
  }
};

/** What the host is to do from now on, as the fleet keeps it: it outlives evictions and restarts of the host. */
export const markDraining = (fleet: Fleet, hostId: string, isDraining: boolean): void => {
  fleet.sql.exec('UPDATE hosts SET is_draining = ? WHERE host_id = ?', isDraining ? 1 : 0, hostId);
  // What it gave up while it drained may come back to it.
  if (!isDraining) fleet.sql.exec('UPDATE leases SET released_by = NULL WHERE released_by = ?', hostId);
};
