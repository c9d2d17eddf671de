import type { HubBatch, HubItem } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import type { Schedule } from './schedule.ts';

/**
 * Facts on their way from one object to the hub (design §3: store, then acknowledge; one direction, one cursor).
 * `add` is called inside the transaction of the fact; `drain` sends in order, single-flight, batched while a call is
 * in flight; a failure is retried by the alarm. The hub remembers lastN per generation, so a repeat changes nothing.
 */
export const OUTBOX_SCHEMA = `
CREATE TABLE IF NOT EXISTS _outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS _outbox_meta (id INTEGER PRIMARY KEY CHECK (id = 1), generation TEXT NOT NULL);`;

export const OUTBOX_JOB = 'outbox';
/** Armed with every add: if the object dies before the drain, the alarm finds the rows. */
const SAFETY_MS = 2_000;
const MAX_BATCH = 100;
/** Stays far below the 32 MiB limit of one RPC. */
const MAX_BATCH_CHARS = 1_000_000;

export class Outbox {
  readonly #storage: DurableObjectStorage;
  readonly #schedule: () => Schedule;
  readonly #send: (batch: Omit<HubBatch, 'producerId'>) => Promise<{ lastN: number }>;
  readonly #generation: string;
  #draining: Promise<void> | null = null;

  constructor(options: {
    storage: DurableObjectStorage;
    schedule: () => Schedule;
    send: (batch: Omit<HubBatch, 'producerId'>) => Promise<{ lastN: number }>;
  }) {
    this.#storage = options.storage;
    this.#schedule = options.schedule;
    this.#send = options.send;
    const sql = this.#storage.sql;
    sql.exec('INSERT OR IGNORE INTO _outbox_meta (id, generation) VALUES (1, ?)', newId('sto'));
    this.#generation = sql.exec<{ generation: string }>('SELECT generation FROM _outbox_meta').one().generation;
  }

  /** Call inside `transactionSync`, together with the fact itself. Follow with `kick()` after the transaction. */
  add(items: Omit<HubItem, 'n'>[]): void {
    for (const item of items) this.#storage.sql.exec('INSERT INTO _outbox (item) VALUES (?)', JSON.stringify(item));
    if (items.length > 0) this.#schedule().at(OUTBOX_JOB, Date.now() + SAFETY_MS);
  }

  /** Starts a drain unless one runs; never throws (the alarm retries). */
  kick(): void {
    void this.drain().catch(() => {
      // Swallowed on purpose: add() armed the alarm, whose handler reports and retries.
    });
  }

  /** Sends until empty. The handler of OUTBOX_JOB; throws what the hub's call threw, so that the alarm backs off. */
  async drain(): Promise<void> {
    this.#draining ??= this.#drainOnce().finally(() => {
      this.#draining = null;
    });
    return this.#draining;
  }

  async #drainOnce(): Promise<void> {
    for (;;) {
      const items = this.#next();
      if (items.length === 0) {
        // Nothing is left for the alarm: an idle object need not wake for it.
        this.#schedule().cancel(OUTBOX_JOB);
        return;
      }
      const { lastN } = await this.#send({ generation: this.#generation, items });
      this.#storage.sql.exec('DELETE FROM _outbox WHERE n <= ?', lastN);
      const first = items[0] as HubItem;
      if (lastN < first.n) throw new Error('The hub acknowledged less than it was sent.');
    }
  }

  #next(): HubItem[] {
    const items: HubItem[] = [];
    let chars = 0;
    for (const row of this.#storage.sql.exec<{ n: number; item: string }>(
      'SELECT n, item FROM _outbox ORDER BY n LIMIT ?',
      MAX_BATCH,
    )) {
      chars += row.item.length;
      if (items.length > 0 && chars > MAX_BATCH_CHARS) break;
      items.push({ ...(JSON.parse(row.item) as Omit<HubItem, 'n'>), n: row.n });
    }
    return items;
  }
}
