import {
  type ChatQuery,
  type ClientHubRpc,
  type EndpointSubscription,
  type HubBatch,
  type NotificationNews,
  type MonitorThresholds,
  type SubjectClaim,
} from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import { Hub } from './hub.ts';
import { matchingEvents, testSubscription, type MatchingQuery } from './endpoints/subscription-history.ts';
import { LiveObject } from './live/live-object.ts';
import { checkPrincipals } from './live/principal-watch.ts';
import { readUnreadOf } from './live/unread-counts.ts';

/** One workspace's event log and live connections (spec §7). Hooks only; each delegates to its file. */
export class ClientHub extends LiveObject<Hub> implements ClientHubRpc {
  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env, (...of) => new Hub(...of));
  }

  async append(workspaceId: string, batch: HubBatch) {
    return this.side.append(workspaceId, batch);
  }

  async putEndpoint(workspaceId: string, subscription: EndpointSubscription) {
    this.side.log.init(workspaceId);
    this.side.drain.put(subscription);
  }

  async removeEndpoint(endpointId: string) {
    this.side.drain.remove(endpointId);
  }

  async testSubscription(subscription: Omit<EndpointSubscription, 'endpointId' | 'enabled'>) {
    return testSubscription(this.side, subscription);
  }

  async matchingEvents(query: MatchingQuery) {
    return matchingEvents(this.side, query);
  }

  async readEvents(query: { after: number; limit: number; types?: string[] }) {
    const { log } = this.side;
    return { data: log.read(query), lastSeq: log.lastSeq, gap: log.gapAfter(query.after) };
  }

  async listChats(query: ChatQuery) {
    return this.side.inbox.list(query);
  }

  async markChatSeen(sessionId: string, chatId: string) {
    if (this.side.inbox.markSeen(sessionId, chatId)) this.side.ticker.touch([[sessionId, chatId]]);
  }

  async leaseRequests(workspaceId: string, claims: SubjectClaim[]) {
    this.side.log.init(workspaceId);
    return this.side.quota.lease(workspaceId, claims);
  }

  async tellNotifications(workspaceId: string, news: NotificationNews[]) {
    this.side.log.init(workspaceId);
    this.side.tellNotifications(news);
  }

  async figures(workspaceId: string) {
    this.side.log.init(workspaceId);
    return this.side.monitor.figures(Date.now());
  }

  async monitor(workspaceId: string, query: { hours: number }) {
    this.side.log.init(workspaceId);
    return this.side.monitor.read(query);
  }

  async setThresholds(workspaceId: string, change: Partial<MonitorThresholds>) {
    this.side.log.init(workspaceId);
    return this.side.monitor.setThresholds(change);
  }

  async disconnectPrincipal(principalId: string) {
    return this.side.closeSocketsOf(principalId) + (await this.side.relays.disconnectPrincipal(principalId));
  }

  async checkPrincipals() {
    await checkPrincipals(this.side, Date.now());
    await this.side.relays.checkPrincipals();
  }

  override async fetch(request: Request) {
    await readUnreadOf(this.side, request);
    return this.side.upgrade(request);
  }

  override async webSocketMessage(ws: WebSocket, data: string | ArrayBuffer) {
    await super.webSocketMessage(ws, data);
    if (this.side.connections.get(ws)?.topics.has('monitor')) this.side.monitor.ticker.start();
  }
}
