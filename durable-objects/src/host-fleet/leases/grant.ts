import type { HostView } from '@waqtor/core/session/lease';
import type { Fleet } from '../fleet.ts';
import type { LeaseRecord } from './lease-record.ts';

/**
 * Grants a session under a new epoch: the one place in the product where epochs are born. Follow with `tellLeases`,
 * which begins its time.
 */
export const grantTo = (fleet: Fleet, { sessionId }: LeaseRecord, host: HostView): void => {
  fleet.sql.exec(
    `UPDATE leases SET epoch = epoch + 1, holder = ?, renewed_at = ?, ttl_ms = 0, owed_until = 0, last_host = ?,
       last_store = ?, last_volume = ?, last_region = ?, released_by = NULL, revoke_reason = NULL, target_host = NULL
     WHERE session_id = ?`,
    host.hostId,
    fleet.now(),
    host.hostId,
    host.storeId,
    host.volumeId,
    host.region,
    sessionId,
  );
  fleet.sql.exec('INSERT OR IGNORE INTO host_sessions (host_id, session_id) VALUES (?, ?)', host.hostId, sessionId);
};

/** Nobody holds it any more; who gets it is another question. */
export const freeLease = (fleet: Fleet, sessionId: string): void => {
  fleet.sql.exec('UPDATE leases SET holder = NULL, revoke_reason = NULL WHERE session_id = ?', sessionId);
};
