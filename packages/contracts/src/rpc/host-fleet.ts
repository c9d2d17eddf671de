import type { Result } from '../errors.ts';
import type { FleetHost } from '../rest/host.ts';
import type { MonitorHost } from '../rest/monitor.ts';
import type { Desired, SessionHealth, SessionReasonCode } from '../session.ts';

/** Why nobody serves a session. */
export type Unserved = Extract<SessionReasonCode, 'host_lost' | 'no_host' | 'no_capacity' | 'host_draining' | 'moving'>;

/** HostFleet: hosts, leases, and the only issuer of epochs. One object per region, named by `fleetName`. */
export interface HostFleetRpc {
  /** From the room: the session exists and is wanted running or stopped. Repeats are no-ops. */
  registerSession(session: { workspaceId: string; sessionId: string; desired: Desired }): Promise<Result<null>>;
  /**
   * From the API when a session is deleted: its host wipes the login (at its next hello when it is away) and the
   * session is never granted again. Repeats are no-ops.
   */
  removeSession(sessionId: string): Promise<Result<null>>;
  /** From the room, when a host dials in with an epoch that the room has not seen, and while one is linked: is the lease real? */
  checkLease(sessionId: string, hostId: string, epoch: number): Promise<boolean>;
  /** From the room, while its host is away: why. Null: a host holds it and is connected. */
  whyUnserved(sessionId: string): Promise<Unserved | null>;
  /**
   * From the API: hosts of this workspace, and those of the operator that serve a session of it. `sessions` counts what
   * is of this workspace; what a host of the operator does for others is not told.
   */
  hosts(workspaceId: string): Promise<MonitorHost[]>;
  /** The same hosts with everything that the hosts page shows; those enrolled and never heard of are not among them. */
  listHosts(workspaceId: string): Promise<FleetHost[]>;
  /** What the holders told last of the sessions of a workspace, by session id. */
  sessionHealth(workspaceId: string): Promise<Record<string, SessionHealth>>;
  /** `not_found` when the fleet never heard of the host. Call after the ownership check. Repeats are no-ops. */
  setDraining(hostId: string, isDraining: boolean): Promise<Result<null>>;
  /** The host was removed in D1: its socket is closed and what it holds is granted anew when it must have ended. */
  removeHost(hostId: string): Promise<Result<null>>;
  /** The holder is asked to end the session; then the target gets it. `host_not_eligible` when it cannot. */
  moveSession(sessionId: string, target: { hostId: string; isFresh: boolean }): Promise<Result<null>>;
  /** Is there a connected host with a free place for one more session of this workspace? For `no_capacity` up front. */
  hasRoom(workspaceId: string): Promise<boolean>;
}
