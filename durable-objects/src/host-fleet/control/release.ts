import type { Fleet } from '../fleet.ts';
import { assignFree } from '../leases/assign.ts';
import { freeLease } from '../leases/grant.ts';
import { readLease } from '../leases/lease-record.ts';
import { confirmWiped } from '../leases/remove-session.ts';

/**
 * The host ended its browser for this session: the lease is free at once. Was it not asked to, it wants to be rid of
 * it, and gets it no more until its next hello. From anybody but the holder under its epoch it changes nothing.
 */
export const release = (fleet: Fleet, hostId: string, sessionId: string, epoch: number): void => {
  confirmWiped(fleet, hostId, sessionId);
  const lease = readLease(fleet, sessionId);
  if (lease?.holder !== hostId || lease.epoch !== epoch) return;
  if (lease.revokeReason === null) {
    fleet.sql.exec('UPDATE leases SET released_by = ? WHERE session_id = ?', hostId, sessionId);
  }
  freeLease(fleet, sessionId);
  assignFree(fleet);
};
