import { INTERNAL_HEADERS, type HubRelayRpc, type RelayBatch } from '@waqtor/contracts';
import { LiveObject } from '../client-hub/live/live-object.ts';
import { checkPrincipals } from '../client-hub/live/principal-watch.ts';
import { readUnreadOf } from '../client-hub/live/unread-counts.ts';
import { acceptSocket, principalOfUpgrade } from '../client-hub/live/upgrade.ts';
import { figuresOf } from '../client-hub/monitor/figures.ts';
import type { ObjectsEnv } from '../env.ts';
import { Relay } from './relay.ts';

/** Sockets of a workspace above what its hub carries (design §5). Hooks only; each delegates to its file. */
export class HubRelay extends LiveObject<Relay> implements HubRelayRpc {
  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env, (...of) => new Relay(...of));
  }

  async relay(batch: RelayBatch) {
    return this.side.take(batch);
  }

  async figures() {
    return figuresOf(this.side, Date.now());
  }

  async disconnectPrincipal(principalId: string) {
    return this.side.closeSocketsOf(principalId);
  }

  async checkPrincipals() {
    await checkPrincipals(this.side, Date.now());
  }

  async retire() {
    this.side.sendAway();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    this.side = new Relay(this.ctx, this.env);
  }

  /** The hub judged the handshake and sent the Worker here. */
  override async fetch(request: Request) {
    const principal = principalOfUpgrade(request);
    if (principal instanceof Response) return principal;
    await readUnreadOf(this.side, request);
    this.side.told(Number(request.headers.get(INTERNAL_HEADERS.lastSeq) ?? 0));
    return acceptSocket(this.side, request, principal, Date.now());
  }
}
