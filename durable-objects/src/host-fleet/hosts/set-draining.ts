import { ok, refuse, type Result } from '@waqtor/contracts';
import { sendToHost } from '../control/sockets.ts';
import type { Fleet } from '../fleet.ts';
import { assignFree } from '../leases/assign.ts';
import { markDraining } from './drain.ts';

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
