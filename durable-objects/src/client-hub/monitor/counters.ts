import type { Schedule } from '../../shared/schedule.ts';

/** Writes the counts; armed while some are only in memory. */
export const COUNTERS_JOB = 'counters';

/** Sooner than an idle object is put to sleep (10 s), so that nothing counted is lost and nothing is woken for it. */
const SAVE_AFTER_MS = 5_000;
const MAX_ERROR_CHARS = 200;

/** What a hub or relay counts (H-13), since `startedAt`. Times are epoch ms. */
export interface HubCounts {
  startedAt: number;
  connections: number;
  disconnections: number;
  received: number;
  broadcasts: number;
  lastBroadcastAt: number | null;
  errors: number;
  lastError: { at: number; message: string; source: string } | null;
  rateLimitViolations: number;
  oversizedMessages: number;
  /** Tickets and nonces that came twice. */
  replayedHandshakes: number;
}
/** The counts that only rise by one. */
type Tally = {
  [K in keyof HubCounts]: HubCounts[K] extends number ? (K extends 'startedAt' ? never : K) : never;
}[keyof HubCounts];

const fresh = (now: number): HubCounts => ({
  startedAt: now,
  connections: 0,
  disconnections: 0,
  received: 0,
  broadcasts: 0,
  lastBroadcastAt: null,
  errors: 0,
  lastError: null,
  rateLimitViolations: 0,
  oversizedMessages: 0,
  replayedHandshakes: 0,
});

/** Counts in memory, written at most every 5 s: a crash loses what was counted since, nothing else. */
export class HubCounters {
  readonly #sql: SqlStorage;
  readonly #schedule: () => Schedule;
  #counts: HubCounts;
  #isDirty = false;

  constructor(sql: SqlStorage, schedule: () => Schedule) {
    this.#sql = sql;
    this.#schedule = schedule;
    const row = sql.exec<{ body: string }>('SELECT body FROM counters').toArray()[0];
    this.#counts = { ...fresh(Date.now()), ...(row ? (JSON.parse(row.body) as Partial<HubCounts>) : {}) };
  }

  get counts(): Readonly<HubCounts> {
    return this.#counts;
  }

  count(what: Tally): void {
    this.#counts[what] += 1;
    this.#touch();
  }

  broadcast(now: number): void {
    this.#counts.lastBroadcastAt = now;
    this.count('broadcasts');
  }

  /** `message` is constant text of ours: no name, number or body may stand in it. */
  error(source: string, message: string): void {
    this.#counts.lastError = { at: Date.now(), message: message.slice(0, MAX_ERROR_CHARS), source };
    this.count('errors');
  }

  /** False when there was nothing new. */
  save(): boolean {
    if (!this.#isDirty) return false;
    this.#isDirty = false;
    this.#sql.exec(
      'INSERT INTO counters (id, body) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
      JSON.stringify(this.#counts),
    );
    return true;
  }

  #touch(): void {
    if (this.#isDirty) return;
    this.#isDirty = true;
    this.#schedule().at(COUNTERS_JOB, Date.now() + SAVE_AFTER_MS);
  }
}
