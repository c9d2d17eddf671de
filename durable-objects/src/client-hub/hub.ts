import { INTERNAL_HEADERS, type HubBatch, type NotificationNews, type WaqtorEvent } from '@waqtor/contracts';
import type { ObjectsEnv } from '../env.ts';
import type { Schedule } from '../shared/schedule.ts';
import { EndpointDrain } from './endpoints/endpoint-drain.ts';
import { FOLD_JOB, hasUnfolded } from './inbox/fold-names.ts';
import { Inbox } from './inbox/inbox.ts';
import { InboxTicker } from './inbox/inbox-ticker.ts';
import { schedulePart } from './jobs.ts';
import { LiveSide } from './live/live-side.ts';
import { acceptSocket, principalOfUpgrade, refusal } from './live/upgrade.ts';
import { ephemeralEntry, notificationEntry, QUARANTINE_AGE_MS, QUARANTINE_JOB, takeBatch } from './log/intake.ts';
import { armTrim } from './log/retention.ts';
import { HubMonitor } from './monitor/monitor.ts';
import { NOTIFY_JOB } from './monitor/notify.ts';
import { takeNonce } from './nonces.ts';
import { RelayFeed } from './relays/relay-feed.ts';
import { RequestQuota } from './quota/request-quota.ts';
import { HUB_MIGRATIONS } from './schema.ts';

/** The Worker's to follow: the next socket is a relay's. */
const askRelay = (relay: number, lastSeq: number): Response =>
  new Response(null, {
    status: 307,
    headers: { [INTERNAL_HEADERS.relay]: String(relay), [INTERNAL_HEADERS.lastSeq]: String(lastSeq) },
  });

/** The parts of one hub, opened. */
export class Hub extends LiveSide {
  readonly inbox: Inbox;
  readonly ticker: InboxTicker;
  readonly drain: EndpointDrain;
  readonly relays: RelayFeed;
  readonly schedule: Schedule;
  readonly quota: RequestQuota;
  readonly monitor: HubMonitor;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env, HUB_MIGRATIONS);
    this.inbox = new Inbox(this.sql);
    this.ticker = new InboxTicker(this);
    this.drain = new EndpointDrain(this);
    this.relays = new RelayFeed(this);
    this.schedule = schedulePart(this);
    this.quota = new RequestQuota(ctx.storage, (now) => this.schedule.at(NOTIFY_JOB, now));
    this.monitor = new HubMonitor(this);
    this.broadcaster.catchUpAll();
    this.monitor.ticker.start();
    if (hasUnfolded(this.sql)) this.schedule.at(FOLD_JOB, Date.now());
  }

  /** Store, then tell: subscribers and endpoints hear of nothing that is not in the log (W-4). */
  append(workspaceId: string, batch: HubBatch): { lastN: number } {
    this.log.init(workspaceId);
    const now = Date.now();
    const taken = takeBatch({ storage: this.ctx.storage, log: this.log, inbox: this.inbox, now }, batch);
    armTrim(this, now);
    if (taken.hasQuarantined) this.schedule.at(QUARANTINE_JOB, now + QUARANTINE_AGE_MS);
    this.broadcaster.offer(taken.entries);
    this.relays.offer(taken.entries, { hasSessionChange: taken.hasSessionChange });
    this.drain.kickAll();
    for (const entry of taken.entries) if (entry.seq === null) this.drain.offerEphemeral(entry.event);
    this.ticker.touch(taken.chats);
    return { lastN: taken.lastN };
  }

  /** The socket upgrade, already authorised by the Worker: who asks stands in INTERNAL_HEADERS. */
  upgrade(request: Request): Response {
    const principal = principalOfUpgrade(request);
    if (principal instanceof Response) return principal;
    this.log.init(principal.workspaceId);
    const now = Date.now();
    const nonce = request.headers.get(INTERNAL_HEADERS.nonce);
    if (nonce !== null && !takeNonce(this.sql, nonce, now)) {
      this.counters.count('replayedHandshakes');
      return refusal('invalid_ticket');
    }
    const relay = this.relays.place();
    return relay === 0 ? acceptSocket(this, request, principal, now) : askRelay(relay, this.log.lastSeq);
  }

  get knownSeq(): number {
    return this.log.lastSeq;
  }

  cursors(): number[] {
    return [...this.drain.cursors(), ...this.relays.cursors()];
  }

  /** An event of the hub's own making that is not kept. */
  tellEphemeral(event: WaqtorEvent): void {
    const entry = ephemeralEntry(event);
    this.broadcaster.offer([entry]);
    this.relays.offer([entry]);
    this.drain.offerEphemeral(event);
  }

  /** N-3: to the connections of each reader; neither the log nor an endpoint sees it. */
  tellNotifications(news: readonly NotificationNews[]): void {
    const now = Date.now();
    const entries = news.map((one) => notificationEntry(one, now));
    for (const { userId, unread } of news) this.unread.learn(userId, unread, now);
    this.broadcaster.offer(entries);
    this.relays.offer(entries);
  }

  sessionsJson(): string {
    return this.inbox.sessionsJson();
  }
}
