import { assignFree } from '../assign.ts';
import type { Fleet } from '../fleet.ts';

/** The host ended its browser for this session: the lease is free at once, for any other host that may have it. */
export const release = (fleet: Fleet, hostId: string, sessionId: string, epoch: number): void => {
  fleet.sql.exec(
    'UPDATE leases SET holder = NULL, released_by = ? WHERE session_id = ? AND holder = ? AND epoch = ?',
    hostId,
    sessionId,
    hostId,
    epoch,
  );
  assignFree(fleet);
};
