import type { REVOKE_REASONS } from '@waqtor/contracts';
import { sendToHost } from '../control/sockets.ts';
import type { Fleet } from '../fleet.ts';

export type RevokeReason = (typeof REVOKE_REASONS)[number];

/**
 * Asks the holder to end the session. It stays the holder, without renewal, until it answers with `release` or its
 * time is over. A holder that is away is asked at its next hello.
 */
export const revoke = (fleet: Fleet, sessionId: string, hostId: string, reason: RevokeReason): void => {
  fleet.sql.exec('UPDATE leases SET revoke_reason = ? WHERE session_id = ?', reason, sessionId);
  tellRevoked(fleet, sessionId, hostId, reason);
};

/** `reason` is one of REVOKE_REASONS, perhaps of a newer version that ran before. */
export const tellRevoked = (fleet: Fleet, sessionId: string, hostId: string, reason: string): void => {
  sendToHost(fleet, hostId, {
    type: 'revoke',
    sessionId,
    reason,
    wipe: reason === ('session_deleted' satisfies RevokeReason),
  });
};
