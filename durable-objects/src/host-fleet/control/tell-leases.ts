import { type Fleet, heldBy, type LeaseRecord } from '../fleet.ts';
import { sendToHost } from './sockets.ts';

/** Tells a host leases that it holds: all of them, unless some are named. */
export const tellLeases = (fleet: Fleet, hostId: string, leases: LeaseRecord[] = heldBy(fleet, hostId)): void =>
  sendToHost(fleet, hostId, {
    type: 'assign',
    leases: leases.map(({ sessionId, workspaceId, epoch, desired, ttlMs }) => ({
      sessionId,
      workspaceId,
      epoch,
      desired,
      ttlMs,
    })),
    serverTime: new Date().toISOString(),
  });
