import { DurableObject } from 'cloudflare:workers';
import {
  HUB_PING,
  HUB_PONG,
  type ClientHubRpc,
  type EndpointSubscription,
  type HubBatch,
  type MonitorThresholds,
  type SubjectClaim,
} from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import { receiveFrame } from './client-frames.ts';
import { principalTag } from './connections.ts';
import { Hub } from './hub.ts';
import { acceptUpgrade } from './upgrade.ts';

/** One workspace's event log and live connections (spec §7). Hooks only; each delegates to its file. */
export class ClientHub extends DurableObject<ObjectsEnv> implements ClientHubRpc {
  readonly #hub: Hub;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(HUB_PING, HUB_PONG));
    this.#hub = new Hub(ctx, env);
  }

  async append(workspaceId: string, batch: HubBatch) {
    return this.#hub.append(workspaceId, batch);
  }

  async putEndpoint(workspaceId: string, subscription: EndpointSubscription) {
    this.#hub.log.init(workspaceId);
    this.#hub.drain.put(subscription);
  }

  async removeEndpoint(endpointId: string) {
    this.#hub.drain.remove(endpointId);
  }

  async readEvents(query: { after: number; limit: number; types?: string[] }) {
    const { log } = this.#hub;
    return { data: log.read(query), lastSeq: log.lastSeq, gap: log.gapAfter(query.after) };
  }

  async listChats(query: { sessionId?: string; cursor?: string; limit: number }) {
    return this.#hub.inbox.list(query);
  }

  async markChatSeen(sessionId: string, chatId: string) {
    if (this.#hub.inbox.markSeen(sessionId, chatId)) this.#hub.ticker.touch([[sessionId, chatId]]);
  }

  async leaseRequests(workspaceId: string, claims: SubjectClaim[]) {
    this.#hub.log.init(workspaceId);
    return this.#hub.quota.lease(claims);
  }

  async figures(workspaceId: string) {
    this.#hub.log.init(workspaceId);
    return this.#hub.monitor.figures(Date.now());
  }

  async monitor(workspaceId: string, query: { hours: number }) {
    this.#hub.log.init(workspaceId);
    return this.#hub.monitor.read(query);
  }

  async setThresholds(workspaceId: string, change: Partial<MonitorThresholds>) {
    this.#hub.log.init(workspaceId);
    return this.#hub.monitor.setThresholds(change);
  }

  async disconnectPrincipal(principalId: string) {
    const sockets = this.ctx.getWebSockets(principalTag(principalId)).filter((ws) => ws.readyState === WebSocket.OPEN);
    for (const ws of sockets) ws.close(4401, 'unauthorized');
    return sockets.length;
  }

  override async fetch(request: Request) {
    return acceptUpgrade(this.#hub, request);
  }

  override async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    const connection = this.#hub.connections.get(ws);
    if (!connection) return;
    receiveFrame(this.#hub, connection, data);
    if (connection.topics.has('monitor')) this.#hub.monitor.ticker.start();
  }

  override async webSocketClose(ws: WebSocket) {
    this.#hub.disconnected(ws);
  }

  override async webSocketError(ws: WebSocket) {
    this.#hub.disconnected(ws);
  }

  override async alarm() {
    await this.#hub.schedule.run();
  }
}
