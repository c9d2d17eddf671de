import type { Result } from '../errors.ts';
import type { Desired } from '../session.ts';

/** HostFleet: hosts, leases, and the only issuer of epochs. One object per region, named by `fleetName`. */
export interface HostFleetRpc {
  /** From the room: the session exists and is wanted running or stopped. Repeats are no-ops. */
  registerSession(session: { workspaceId: string; sessionId: string; desired: Desired }): Promise<Result<null>>;
  /** From the room, when a host dials in with an epoch that the room has not seen: is the lease real? */
  checkLease(sessionId: string, hostId: string, epoch: number): Promise<boolean>;
  hosts(): Promise<{ hostId: string; isConnected: boolean; sessions: number; capacity: number }[]>;
}
