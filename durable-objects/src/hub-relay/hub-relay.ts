import { DurableObject } from 'cloudflare:workers';
import { HUB_CLOSES, HUB_PING, HUB_PONG, type HubRelayRpc, type RelayBatch } from '@waqtor/contracts';
import { receiveFrame } from '../client-hub/live/client-frames.ts';
import { principalTag } from '../client-hub/live/connections.ts';
import { checkPrincipals } from '../client-hub/live/principal-watch.ts';
import { acceptSocket, principalOfUpgrade } from '../client-hub/live/upgrade.ts';
import { figuresOf } from '../client-hub/monitor/figures.ts';
import type { ObjectsEnv } from '../env.ts';
import { Relay } from './relay.ts';

/** Sockets of a workspace above what its hub carries (design §5). Hooks only; each delegates to its file. */
export class HubRelay extends DurableObject<ObjectsEnv> implements HubRelayRpc {
  #relay: Relay;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HUB_PING, HUB_PONG));
    this.#relay = new Relay(ctx, env);
  }

  async relay(batch: RelayBatch) {
    return this.#relay.take(batch);
  }

  async figures() {
    return figuresOf(this.#relay, Date.now());
  }

  async disconnectPrincipal(principalId: string) {
    const sockets = this.ctx.getWebSockets(principalTag(principalId)).filter((ws) => ws.readyState === WebSocket.OPEN);
    for (const ws of sockets) ws.close(HUB_CLOSES.unauthorized.code, 'unauthorized');
    return sockets.length;
  }

  async checkPrincipals() {
    await checkPrincipals(this.#relay, Date.now());
  }

  async retire() {
    this.#relay.sendAway();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.#relay = new Relay(this.ctx, this.env);
  }

  /** The hub judged the handshake and sent the Worker here. */
  override async fetch(request: Request) {
    const principal = principalOfUpgrade(request);
    return principal instanceof Response ? principal : acceptSocket(this.#relay, request, principal, Date.now());
  }

  override async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    const connection = this.#relay.connections.get(ws);
    if (connection) receiveFrame(this.#relay, connection, data);
  }

  override async webSocketClose(ws: WebSocket) {
    this.#relay.disconnected(ws);
  }

  override async webSocketError(ws: WebSocket) {
    this.#relay.disconnected(ws);
  }

  override async alarm() {
    await this.#relay.schedule.run();
  }
}
