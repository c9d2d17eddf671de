import { ok, refuse, type Result } from '@waqtor/contracts';
import { nextToDrain } from '@waqtor/core/session/lease-drain';
import type { HostView } from '@waqtor/core/session/lease';
import { sendToHost } from '../control/sockets.ts';
import type { Fleet } from '../fleet.ts';
import { assignFree } from '../leases/assign.ts';
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

/** Tells the host. Until it is heard of again (`receiveTelemetry`) a hello that says otherwise did not know yet. */
const tellDraining = (fleet: Fleet, hostId: string, isDraining: boolean): void => {
  fleet.sql.exec('UPDATE hosts SET is_drain_told = 0 WHERE host_id = ?', hostId);
  sendToHost(fleet, hostId, { type: 'drain', isDraining });
};

/** From the API. A host that drains gets nothing new and is asked for what it holds. */
export const setDraining = (fleet: Fleet, hostId: string, isDraining: boolean): Result<null> => {
  const host = fleet.sql
    .exec<{ is_draining: number }>('SELECT is_draining FROM hosts WHERE host_id = ?', hostId)
    .toArray()[0];
  if (!host) return refuse('not_found');
  if ((host.is_draining === 1) === isDraining) return ok(null);
  markDraining(fleet, hostId, isDraining);
  tellDraining(fleet, hostId, isDraining);
  assignFree(fleet);
  return ok(null);
};
