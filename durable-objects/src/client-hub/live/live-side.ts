import { HUB_CLOSES } from '@waqtor/contracts';
import { hubSettings, type ObjectsEnv } from '../../env.ts';
import { migrate } from '../../shared/migrations.ts';
import type { Schedule } from '../../shared/schedule.ts';
import { EventLog } from '../log/event-log.ts';
import type { Trimmed } from '../log/retention.ts';
import { HubCounters } from '../monitor/counters.ts';
import { Broadcaster } from './broadcaster.ts';
import { Connections, principalTag } from './connections.ts';
import { watchCredit } from './credit-watch.ts';
import { FrameLimits } from './frame-limits.ts';
import { UnreadCounts } from './unread-counts.ts';

/**
 * What holds client sockets over a log: a hub, or one of its relays. Nothing here may be lost that is not in SQLite or
 * an attachment. Whoever extends it calls `broadcaster.catchUpAll()` when all its parts are there.
 */
export abstract class LiveSide implements Trimmed {
  readonly ctx: DurableObjectState;
  readonly env: ObjectsEnv;
  readonly sql: SqlStorage;
  readonly log: EventLog;
  readonly connections: Connections;
  readonly limits: FrameLimits;
  readonly counters: HubCounters;
  readonly broadcaster: Broadcaster;
  readonly unread: UnreadCounts;
  abstract readonly schedule: Schedule;
  isTrimArmed = false;

  constructor(ctx: DurableObjectState, env: ObjectsEnv, migrations: readonly string[]) {
    this.ctx = ctx;
    this.env = env;
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, migrations);
    this.log = new EventLog(this.sql);
    this.connections = new Connections(ctx);
    this.limits = new FrameLimits(this.connections, hubSettings(env).unlimitedNetworks);
    this.unread = new UnreadCounts(env);
    this.counters = new HubCounters(this.sql, () => this.schedule);
    this.broadcaster = new Broadcaster(this, (connection) => watchCredit(this, connection));
  }

  /** All sessions of the workspace as one JSON array, for `state` frames. */
  abstract sessionsJson(): string;
  /** The last position of the log that is known to exist, though it may not have come here yet. */
  abstract readonly knownSeq: number;
  abstract cursors(): number[];

  disconnected(ws: WebSocket): void {
    if (this.connections.get(ws)) this.counters.count('disconnections');
    this.connections.forget(ws);
  }

  /** Closes the sockets of a key, a person or a login with 4401; answers how many. */
  closeSocketsOf(principalId: string): number {
    const sockets = this.ctx.getWebSockets(principalTag(principalId)).filter((ws) => ws.readyState === WebSocket.OPEN);
    for (const ws of sockets) ws.close(HUB_CLOSES.unauthorized.code, 'unauthorized');
    return sockets.length;
  }

  /** H-4: says so first, so that a client does not take the close for a fault. */
  sendAway(): void {
    for (const connection of this.connections.all()) {
      connection.send('{"type":"going_away"}');
      connection.close('going_away');
    }
  }
}
