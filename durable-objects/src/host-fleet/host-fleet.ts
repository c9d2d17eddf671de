import { DurableObject } from 'cloudflare:workers';
import { type HostFleetRpc, LINK_PING, LINK_PONG, refuse } from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import { ASSIGN_JOB, assignFree } from './assign.ts';
import { admit } from './control/admit.ts';
import { receive } from './control/receive.ts';
import { Fleet, readLease } from './fleet.ts';
import { registerSession } from './register-session.ts';
import { workspaceHosts } from './workspace-hosts.ts';

/** Hosts, leases, and the only issuer of epochs. Hooks only; each delegates to its file. */
export class HostFleet extends DurableObject<ObjectsEnv> implements HostFleetRpc {
  #fleet: Fleet;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(LINK_PING, LINK_PONG));
    this.#fleet = new Fleet(ctx, (fleet) => ({ [ASSIGN_JOB]: () => assignFree(fleet) }));
  }

  async registerSession(session: Parameters<HostFleetRpc['registerSession']>[0]) {
    return registerSession(this.#fleet, session);
  }

  async checkLease(sessionId: string, hostId: string, epoch: number) {
    const lease = readLease(this.#fleet, sessionId);
    return lease?.holder === hostId && lease.epoch === epoch;
  }

  async hosts(workspaceId: string) {
    return workspaceHosts(this.#fleet, workspaceId);
  }

  async removeSession(_sessionId: string) {
    return refuse('unsupported');
  }

  async whyUnserved(_sessionId: string) {
    return null;
  }

  async listHosts(_workspaceId: string) {
    return [];
  }

  async sessionHealth(_workspaceId: string) {
    return {};
  }

  async setDraining(_hostId: string, _isDraining: boolean) {
    return refuse('unsupported');
  }

  async removeHost(_hostId: string) {
    return refuse('unsupported');
  }

  async moveSession(_sessionId: string, _target: { hostId: string; isFresh: boolean }) {
    return refuse('unsupported');
  }

  async hasRoom(_workspaceId: string) {
    return true;
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
