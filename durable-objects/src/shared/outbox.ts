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
  /** The hub has everything up to here. Lost with the object: what is then sent again, the hub ignores. */
  #ackedN = 0;
  /** No row lies after this one; higher than the last when its transaction was rolled back. Unknown at first. */
  #lastN = Infinity;
  /** Rows up to here were deleted, or will be with the next alarm. */
  #deletedN = 0;

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
    if (items.length === 0) return;
    // With the rows that come, so that what was delivered costs no commit of its own.
    if (this.#ackedN > this.#deletedN) this.#forgetDelivered();
    for (const item of items) this.#lastN = this.#insert(item);
    this.#schedule().at(OUTBOX_JOB, Date.now() + SAFETY_MS);
  }

  #insert(item: Omit<HubItem, 'n'>): number {
    return this.#storage.sql
      .exec<{ n: number }>('INSERT INTO _outbox (item) VALUES (?) RETURNING n', JSON.stringify(item))
      .one().n;
  }

  /** Starts a drain unless one runs; never throws (the alarm retries). */
  kick(): void {
    void this.#deliver().catch(() => {
      // Swallowed on purpose: add() armed the alarm, whose handler reports and retries.
    });
  }

  /**
   * Sends until empty, then forgets what was delivered. The handler of OUTBOX_JOB; throws what the hub's call threw,
   * so that the alarm backs off.
   */
  async drain(): Promise<void> {
    await this.#deliver();
    this.#forgetDelivered();
  }

  #deliver(): Promise<void> {
    if (this.#draining) return this.#draining;
    const items = this.#next();
    if (items.length === 0) return Promise.resolve();
    this.#draining = this.#deliverFrom(items);
    return this.#draining;
  }

  /** It is over in the same moment that nothing more was found: who adds after that starts the next one. */
  async #deliverFrom(first: HubItem[]): Promise<void> {
    try {
      for (let items = first; items.length > 0; items = this.#next()) await this.#deliverBatch(items);
    } finally {
      this.#draining = null;
    }
  }

  async #deliverBatch(items: HubItem[]): Promise<void> {
    const { lastN } = await this.#send({ generation: this.#generation, items });
    const first = items[0] as HubItem;
    if (lastN < first.n) throw new Error('The hub acknowledged less than it was sent.');
    this.#ackedN = lastN;
  }

  /** A rollback brings rows back that `#next` passes over; the next alarm takes them. */
  #forgetDelivered(): void {
    this.#storage.sql.exec('DELETE FROM _outbox WHERE n <= ?', this.#ackedN);
    this.#deletedN = this.#ackedN;
  }

  #next(): HubItem[] {
    if (this.#ackedN >= this.#lastN) return [];
    const items: HubItem[] = [];
    let chars = 0;
    for (const row of this.#storage.sql.exec<{ n: number; item: string }>(
      'SELECT n, item FROM _outbox WHERE n > ? ORDER BY n LIMIT ?',
      this.#ackedN,
      MAX_BATCH,
    )) {
      chars += row.item.length;
      if (items.length > 0 && chars > MAX_BATCH_CHARS) break;
      items.push({ ...(JSON.parse(row.item) as Omit<HubItem, 'n'>), n: row.n });
    }
    return items;
  }
}
