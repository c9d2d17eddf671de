import type { Result } from '../errors.ts';
import type { MonitorHost } from '../rest/monitor.ts';
import type { Desired } from '../session.ts';

/** HostFleet: hosts, leases, and the only issuer of epochs. One object per region, named by `fleetName`. */
export interface HostFleetRpc {
  /** From the room: the session exists and is wanted running or stopped. Repeats are no-ops. */
  registerSession(session: { workspaceId: string; sessionId: string; desired: Desired }): Promise<Result<null>>;
  /** From the room, when a host dials in with an epoch that the room has not seen: is the lease real? */
  checkLease(sessionId: string, hostId: string, epoch: number): Promise<boolean>;
  /**
   * From the API: hosts of this workspace, and those of the operator that serve a session of it. `sessions` counts what
   * is of this workspace; what a host of the operator does for others is not told.
   */
  hosts(workspaceId: string): Promise<MonitorHost[]>;
}
