import { Buffer } from 'node:buffer';
import type { HubRelayRpc, RelayBatch } from '@waqtor/contracts';
import { liveJobs } from '../client-hub/live/live-jobs.ts';
import { LiveSide } from '../client-hub/live/live-side.ts';
import type { LogEntry } from '../client-hub/log/event-log.ts';
import type { LiveEntry } from '../client-hub/log/intake.ts';
import { armTrim, TRIM_JOB, trimJob } from '../client-hub/log/retention.ts';
import type { ObjectsEnv } from '../env.ts';
import { logError } from '../shared/log.ts';
import { Schedule } from '../shared/schedule.ts';
import { RELAY_MIGRATIONS } from './schema.ts';

const ephemeralOf = ({ keys, body, lastValueKey, reader = null }: RelayBatch['ephemeral'][number]): LiveEntry => ({
  seq: null,
  keys,
  body,
  bytes: Buffer.byteLength(body),
  lastValueKey,
  reader,
});

/** The parts of one relay, opened: the live side of a hub over a copy of its log. */
export class Relay extends LiveSide {
  readonly schedule: Schedule;
  #toldSeq = 0;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    super(ctx, env, RELAY_MIGRATIONS);
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
    if (isOther) this.#changeLog();
    // Nobody may be told the positions of the hole as if they had been empty.
    else if (isHole) this.broadcaster.catchUpAll();
    else this.broadcaster.offer(stored);
    // What was read of these readers before is no longer so.
    for (const { reader = null } of batch.ephemeral) if (reader !== null) this.unread.forget(reader);
    this.broadcaster.offer(batch.ephemeral.map(ephemeralOf));
    const isMonitorFollowed = this.connections.all().some(({ topics }) => topics.has('monitor'));
    return { upTo: this.log.lastSeq, connections: this.connections.size, isMonitorFollowed };
  }

  #changeLog(): void {
    this.#toldSeq = 0;
    this.sendAway();
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

  get knownSeq(): number {
    return Math.max(this.log.lastSeq, this.#toldSeq);
  }

  /** The hub said how far the log is: a client that comes from there may have more than this copy yet. */
  told(lastSeq: number): void {
    this.#toldSeq = Math.max(this.#toldSeq, lastSeq);
  }

  /** The hub has what endpoints wait for. */
  cursors(): number[] {
    return [];
  }

  #keepSessions(body: string): void {
    this.sql.exec(
      'INSERT INTO relay_sessions (id, body) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
      body,
    );
  }
}
