import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sessionReasonCodeSchema, sessionStatusSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { ConfigError } from '../config.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import { GroupCommit } from './group-commit.ts';
import { Inbox } from './inbox.ts';
import { Intents } from './intents.ts';
import { MediaJobs } from './media-jobs.ts';
import { migrate } from './migrations.ts';
import { Outbox } from './outbox.ts';
import { FactTally } from './fact-tally.ts';
import { SessionRows } from './session-rows.ts';

const FILE = 'host.db';

/** Was a store ever made in this folder? Opening it would make one. */
export const hasStore = (dataDir: string): boolean => existsSync(join(dataDir, FILE));

/**
 * The one SQLite file of a host. Reads are immediate; every write goes through `commit`, which resolves when the rows
 * are on disk. The file is locked while open: two hosts on one folder would drive one login twice.
 */
export class Store {
  readonly storeId: string;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly intents: Intents;
  readonly mediaJobs: MediaJobs;
  readonly sessions: SessionRows;
  readonly tally = new FactTally();
  readonly #clock: Clock;
  readonly #db: DatabaseSync;
  readonly #commits: GroupCommit;

  constructor(dataDir: string, clock: Clock, log: Log) {
    const path = join(dataDir, FILE);
    this.#clock = clock;
    this.#db = openLocked(path);
    try {
      migrate(this.#db);
      this.storeId = this.#bornWith('storeId', () => newId('sto', clock.now()));
    } catch (error) {
      this.#db.close();
      throw error;
    }
    chmodSync(path, 0o600);
    this.#commits = new GroupCommit(this.#db, clock, (error) =>
      log.error('The store could not be written; it is tried again', { error: errorName(error) }),
    );
    this.sessions = new SessionRows(this.#db);
    this.outbox = new Outbox(this.#db, (sessionId, fact, atMs) => {
      this.tally.count(fact);
      const state = asState(fact);
      if (state) this.sessions.noteState(sessionId, { ...state, atMs });
    });
    this.inbox = new Inbox(this.#db);
    this.intents = new Intents(this.#db);
    this.mediaJobs = new MediaJobs(this.#db);
  }

  /** Runs `work` (database calls only, may run again after a failed commit) and resolves when it is on disk. */
  commit<T>(work: () => T): Promise<T> {
    return this.#commits.run(work);
  }

  get hostId(): string | null {
    return this.#meta('hostId');
  }

  setHostId(hostId: string): void {
    this.#setMeta('hostId', hostId);
  }

  /** Somebody wants this host empty; survives a restart. */
  get isDraining(): boolean {
    return this.#meta('isDraining') === 'true';
  }

  setDraining(isDraining: boolean): Promise<void> {
    return this.commit(() => this.#setMeta('isDraining', String(isDraining)));
  }

  /** The id that names the rows of this session to its room. */
  storeIdOf(sessionId: string): string {
    return this.sessions.get(sessionId)?.storeId ?? this.storeId;
  }

  /**
   * The login of the session is not the one that these rows speak of (restored from a snapshot, or another host drove
   * it meanwhile). To its room the session has a new store from now on, so that whatever was dispatched and not
   * answered becomes `unknown` and is not sent again from here; facts that wait keep waiting, under new numbers.
   * Messages since `sinceMs` are looked for. Must not be called while the session runs.
   */
  beginGeneration(sessionId: string, sinceMs: number): Promise<void> {
    return this.commit(() => {
      this.sessions.ensure(sessionId, 0);
      for (const table of ['inbox', 'intents', 'media_jobs'])
        this.#db.prepare(`DELETE FROM ${table} WHERE session_id = ?`).run(sessionId);
      this.sessions.beginGeneration(sessionId, newId('sto', this.#clock.now()), sinceMs);
      this.outbox.continueAbove(sessionId, 0);
    });
  }

  /** Throws when the file cannot be written now (full disk, broken disk). */
  async proveWritable(): Promise<void> {
    await this.commit(() => this.#setMeta('provedAt', String(this.#clock.now())));
  }

  /** Everything about a session leaves the file (revoke with wipe). */
  forget(sessionId: string): Promise<void> {
    return this.commit(() => {
      for (const table of ['outbox', 'inbox', 'intents', 'media_jobs', 'sessions'])
        this.#db.prepare(`DELETE FROM ${table} WHERE session_id = ?`).run(sessionId);
    });
  }

  close(): void {
    this.#commits.close();
    this.#db.close();
  }

  #meta(key: string): string | null {
    const row = this.#db.prepare('SELECT value FROM meta WHERE key = ?').get(key) as { value: string } | undefined;
    return row?.value ?? null;
  }

  #setMeta(key: string, value: string): void {
    this.#db.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, value);
  }

  #bornWith(key: string, make: () => string): string {
    const known = this.#meta(key);
    if (known !== null) return known;
    const value = make();
    this.#db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run(key, value);
    return value;
  }
}

const stateFactSchema = z.object({
  type: z.literal('state'),
  status: sessionStatusSchema,
  reason: sessionReasonCodeSchema.nullable(),
});
const asState = (fact: unknown) => {
  const { data } = stateFactSchema.safeParse(fact);
  return data ? { status: data.status, reason: data.reason } : null;
};

const openLocked = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             PRAGMA secure_delete = FAST; BEGIN EXCLUSIVE; COMMIT;`);
    return db;
  } catch (cause) {
    db.close();
    const isBusy = cause instanceof Error && /locked|busy/i.test(cause.message);
    throw new ConfigError(
      isBusy
        ? 'Another host uses the folder in WAQTOR_HOST_DATA; stop it first.'
        : 'The store in WAQTOR_HOST_DATA cannot be opened; check the file host.db and the disk.',
      { cause },
    );
  }
};
