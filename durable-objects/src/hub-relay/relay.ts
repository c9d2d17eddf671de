import { Buffer } from 'node:buffer';
import type { HubRelayRpc, RelayBatch } from '@waqtor/contracts';
import { Broadcaster } from '../client-hub/live/broadcaster.ts';
import { Connections } from '../client-hub/live/connections.ts';
import { watchCredit } from '../client-hub/live/credit-watch.ts';
import { FrameLimits } from '../client-hub/live/frame-limits.ts';
import { liveJobs } from '../client-hub/live/live-jobs.ts';
import type { LiveSide } from '../client-hub/live/live-side.ts';
import { EventLog, type LogEntry } from '../client-hub/log/event-log.ts';
import type { LiveEntry } from '../client-hub/log/intake.ts';
import { armTrim, TRIM_JOB, trimJob, type Trimmed } from '../client-hub/log/retention.ts';
import { HubCounters } from '../client-hub/monitor/counters.ts';
import { hubSettings, type ObjectsEnv } from '../env.ts';
import { logError } from '../shared/log.ts';
import { migrate } from '../shared/migrations.ts';
import { Schedule } from '../shared/schedule.ts';
import { RELAY_MIGRATIONS } from './schema.ts';

const ephemeralOf = ({ keys, body, lastValueKey }: RelayBatch['ephemeral'][number]): LiveEntry => ({
  seq: null,
  keys,
  body,
  bytes: Buffer.byteLength(body),
  lastValueKey,
});

/** The parts of one relay, opened: the live side of a hub over a copy of its log. */
export class Relay implements LiveSide, Trimmed {
  readonly ctx: DurableObjectState;
  readonly env: ObjectsEnv;
  readonly sql: SqlStorage;
  readonly log: EventLog;
  readonly connections: Connections;
  readonly limits: FrameLimits;
  readonly counters: HubCounters;
  readonly broadcaster: Broadcaster;
  readonly schedule: Schedule;
  isTrimArmed = false;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    this.ctx = ctx;
    this.env = env;
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, RELAY_MIGRATIONS);
    this.log = new EventLog(this.sql);
    this.connections = new Connections(ctx);
    this.limits = new FrameLimits(this.connections, hubSettings(env).unlimitedNetworks);
    this.counters = new HubCounters(this.sql, () => this.schedule);
    this.broadcaster = new Broadcaster(this, (connection) => watchCredit(this, connection));
    this.schedule = new Schedule(
      ctx.storage,
      { ...liveJobs(this), [TRIM_JOB]: () => trimJob(this, Date.now()) },
      (job, error) => {
        logError('A job of a relay failed; it is retried.', error, { job });
        this.counters.error(job, 'A job failed and is retried.');
      },
    );
    this.broadcaster.catchUpAll();
  }

  /** Store, then tell; what is known already is skipped, and a hole in the log begins the copy anew. */
  take(batch: RelayBatch): Awaited<ReturnType<HubRelayRpc['relay']>> {
    const isOther = this.log.logId !== '' && this.log.logId !== batch.logId;
    const isHole = batch.prev > this.log.lastSeq;
    const stored = this.#store(batch);
    armTrim(this, Date.now());
    // Positions of another log mean nothing here: whoever comes back is told a gap over all of it.
    if (isOther) this.sendAway();
    // Nobody may be told the positions of the hole as if they had been empty.
    else if (isHole) this.broadcaster.catchUpAll();
    else this.broadcaster.offer(stored);
    this.broadcaster.offer(batch.ephemeral.map(ephemeralOf));
    const isMonitorFollowed = this.connections.all().some(({ topics }) => topics.has('monitor'));
    return { upTo: this.log.lastSeq, connections: this.connections.size, isMonitorFollowed };
  }

  #store(batch: RelayBatch): LogEntry[] {
    const stored: LogEntry[] = [];
    try {
      this.ctx.storage.transactionSync(() => {
        const isOurs = this.log.logId === batch.logId;
        if (!isOurs || batch.prev > this.log.lastSeq) this.log.restart(batch.workspaceId, batch.logId, batch.prev);
        for (const entry of batch.entries) if (entry.seq > this.log.lastSeq) stored.push(this.log.store(entry));
        if (stored.length > 0) this.log.saveBounds();
        if (batch.sessions !== null) this.#keepSessions(batch.sessions);
      });
    } finally {
      // Also after a transaction that was rolled back.
      this.log.reload();
    }
    return stored;
  }

  sessionsJson(): string {
    return this.sql.exec<{ body: string }>('SELECT body FROM relay_sessions').toArray()[0]?.body ?? '[]';
  }

  /** The hub has what endpoints wait for. */
  cursors(): number[] {
    return [];
  }

  disconnected(ws: WebSocket): void {
    if (this.connections.get(ws)) this.counters.count('disconnections');
    this.connections.forget(ws);
  }

  /** H-4: says so first, so that a client does not take the close for a fault. */
  sendAway(): void {
    for (const connection of this.connections.all()) {
      connection.send('{"type":"going_away"}');
      connection.close('going_away');
    }
  }

  #keepSessions(body: string): void {
    this.sql.exec(
      'INSERT INTO relay_sessions (id, body) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
      body,
    );
  }
}
