import { DurableObject } from 'cloudflare:workers';
import { type HostFleetRpc, LINK_PING, LINK_PONG } from '@waqtor/contracts';
import { leaseTimesOf, type ObjectsEnv } from '../env.ts';
import { admit } from './control/admit.ts';
import { receive } from './control/receive.ts';
import { Fleet } from './fleet.ts';
import { hasRoom } from './hosts/has-room.ts';
import { listHosts } from './hosts/list-hosts.ts';
import { removeHost } from './hosts/remove-host.ts';
import { sessionHealth } from './hosts/session-health.ts';
import { setDraining } from './hosts/set-draining.ts';
import { workspaceHosts } from './hosts/workspace-hosts.ts';
import { ASSIGN_JOB, assignFree } from './leases/assign.ts';
import { checkLease } from './leases/check-lease.ts';
import { moveSession } from './leases/move-session.ts';
import { registerSession } from './leases/register-session.ts';
import { removeSession } from './leases/remove-session.ts';
import { whyUnserved } from './leases/why-unserved.ts';

/** Hosts, leases, and the only issuer of epochs. Hooks only; each delegates to its file. */
export class HostFleet extends DurableObject<ObjectsEnv> implements HostFleetRpc {
  #fleet: Fleet;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(LINK_PING, LINK_PONG));
    const times = leaseTimesOf(env);
    this.#fleet = new Fleet(ctx, (fleet) => ({ [ASSIGN_JOB]: () => assignFree(fleet) }), { times });
  }

  async registerSession(session: Parameters<HostFleetRpc['registerSession']>[0]) {
    return registerSession(this.#fleet, session);
  }

  async checkLease(sessionId: string, hostId: string, epoch: number) {
    return checkLease(this.#fleet, sessionId, hostId, epoch);
  }

  async hosts(workspaceId: string) {
    return workspaceHosts(this.#fleet, workspaceId);
  }

  async removeSession(sessionId: string) {
    return removeSession(this.#fleet, sessionId);
  }

  async whyUnserved(sessionId: string) {
    return whyUnserved(this.#fleet, sessionId);
  }

  async listHosts(workspaceId: string) {
    return listHosts(this.#fleet, workspaceId);
  }

  async sessionHealth(workspaceId: string) {
    return sessionHealth(this.#fleet, workspaceId);
  }

  async setDraining(hostId: string, isDraining: boolean) {
    return setDraining(this.#fleet, hostId, isDraining);
  }

  async removeHost(hostId: string) {
    return removeHost(this.#fleet, hostId);
  }

  async moveSession(sessionId: string, target: Parameters<HostFleetRpc['moveSession']>[1]) {
    return moveSession(this.#fleet, sessionId, target);
  }

  async hasRoom(workspaceId: string) {
    return hasRoom(this.#fleet, workspaceId);
  }

  override async fetch(request: Request) {
    return admit(this.#fleet, request);
  }

  override async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    receive(this.#fleet, ws, data);
  }

  override async webSocketClose() {
    // A closed socket frees nothing by itself: the lease runs until its time is over.
    assignFree(this.#fleet);
  }

  override async alarm() {
    await this.#fleet.schedule.run();
  }
}
