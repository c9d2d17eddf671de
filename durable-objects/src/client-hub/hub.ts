import { schedulePart } from './jobs.ts';
import { Broadcaster } from './broadcaster.ts';
import { Connections } from './connections.ts';
import { EndpointDrain } from './endpoint-drain.ts';
import { EventLog } from './event-log.ts';
import { Inbox } from './inbox.ts';
import { InboxTicker } from './inbox-ticker.ts';
import { ephemeralEntry, takeBatch } from './intake.ts';
import { HubCounters } from './monitor/counters.ts';
import { HubMonitor } from './monitor/monitor.ts';
import { RequestQuota } from './quota/request-quota.ts';
import { armTrim } from './retention.ts';
import { HUB_MIGRATIONS } from './schema.ts';
import type { ObjectsEnv } from '../env.ts';
import { migrate } from '../shared/migrations.ts';
import type { Schedule } from '../shared/schedule.ts';
import type { HubBatch, WaqtorEvent } from '@waqtor/contracts';

/** The parts of one hub, opened. Nothing here may be lost that is not in SQLite or an attachment. */
export class Hub {
  readonly ctx: DurableObjectState;
  readonly env: ObjectsEnv;
  readonly sql: SqlStorage;
  readonly log: EventLog;
  readonly inbox: Inbox;
  readonly connections: Connections;
  readonly broadcaster: Broadcaster;
  readonly ticker: InboxTicker;
  readonly drain: EndpointDrain;
  readonly schedule: Schedule;
  readonly quota: RequestQuota;
  readonly counters: HubCounters;
  readonly monitor: HubMonitor;
  /** Spares a write per append; false after a wake-up, when arming again changes nothing. */
  isTrimArmed = false;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    this.ctx = ctx;
    this.env = env;
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, HUB_MIGRATIONS);
    this.log = new EventLog(this.sql);
    this.inbox = new Inbox(this.sql);
    this.connections = new Connections(ctx);
    this.counters = new HubCounters(this.sql, () => this.schedule);
    this.broadcaster = new Broadcaster(this.log, this.connections, this.counters);
    this.ticker = new InboxTicker(this);
    this.drain = new EndpointDrain(this);
    this.schedule = schedulePart(this);
    this.quota = new RequestQuota(ctx.storage);
    this.monitor = new HubMonitor(this);
    this.broadcaster.catchUpAll();
    this.monitor.ticker.start();
  }

  /** Store, then tell: subscribers and endpoints hear of nothing that is not in the log (W-4). */
  append(workspaceId: string, batch: HubBatch): { lastN: number } {
    this.log.init(workspaceId);
    const now = Date.now();
    const taken = takeBatch({ storage: this.ctx.storage, log: this.log, inbox: this.inbox, now }, batch);
    armTrim(this, now);
    this.broadcaster.offer(taken.entries);
    this.drain.kickAll();
    for (const entry of taken.entries) if (entry.seq === null) this.drain.offerEphemeral(entry.event);
    this.ticker.touch(taken.chats);
    return { lastN: taken.lastN };
  }

  disconnected(ws: WebSocket): void {
    if (this.connections.get(ws)) this.counters.count('disconnections');
    this.connections.forget(ws);
  }

  /** An event of the hub's own making that is not kept. */
  tellEphemeral(event: WaqtorEvent): void {
    this.broadcaster.offer([ephemeralEntry(event)]);
    this.drain.offerEphemeral(event);
  }

  /** Unread notifications live in D1, which no object reads: clients ask the API for the count. */
  stateFrame(): string {
    return `{"type":"state","sessions":${this.inbox.sessionsJson()},"unreadNotifications":0,"seq":${this.log.lastSeq}}`;
  }
}
