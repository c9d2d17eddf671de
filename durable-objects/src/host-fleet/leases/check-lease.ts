import type { Fleet } from '../fleet.ts';
import type { RevokeReason } from './revoke.ts';
import { readLease } from './lease-record.ts';

/** Does this host hold the session under this epoch? A removed host holds nothing, though nobody else may yet. */
export const checkLease = (fleet: Fleet, sessionId: string, hostId: string, epoch: number): boolean => {
  const lease = readLease(fleet, sessionId);
  if (lease?.holder !== hostId || lease.epoch !== epoch) return false;
  return lease.revokeReason !== ('host_removed' satisfies RevokeReason);
};
