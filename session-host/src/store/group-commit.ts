import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../clock.ts';

/** Pause before a commit is tried again, for example while the disk is full. */
const RETRY_MS = 1_000;

interface Unit {
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/**
 * One transaction, hence one flush to disk, for all writes of one tick: this is what makes hundreds of commands a
 * second durable. A unit resolves only when its transaction is on disk, in the order of the calls. A unit that throws
 * is rolled back alone. When the commit itself fails (disk full) the units stay queued and are run again: nothing is
 * acknowledged or sent meanwhile, so nothing is lost. Units must therefore touch nothing but the database.
 */
export class GroupCommit {
  readonly #db: DatabaseSync;
  readonly #clock: Clock;
  readonly #onCommitError: (error: unknown) => void;
  #queue: Unit[] = [];
  #isScheduled = false;
  #isClosed = false;

  constructor(db: DatabaseSync, clock: Clock, onCommitError: (error: unknown) => void) {
    this.#db = db;
    this.#clock = clock;
    this.#onCommitError = onCommitError;
  }

  run<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#isClosed) return reject(new Error('The store is closed'));
      this.#queue.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Commits what waits and refuses what comes later. */
  close(): void {
    this.#flush();
    this.#isClosed = true;
    for (const unit of this.#queue) unit.reject(new Error('The store is closed'));
    this.#queue = [];
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#isClosed || this.#queue.length === 0) return;
    const units = this.#queue;
    this.#queue = [];
    const settle: (() => void)[] = [];
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      for (const unit of units) {
        this.#db.exec('SAVEPOINT unit');
        try {
          const value = unit.work();
          settle.push(() => unit.resolve(value));
        } catch (error) {
          this.#db.exec('ROLLBACK TO unit');
          settle.push(() => unit.reject(error));
        }
        this.#db.exec('RELEASE unit');
      }
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#onCommitError(error);
      this.#queue = [...units, ...this.#queue];
      this.#isScheduled = true;
      this.#clock.after(RETRY_MS, () => {
        this.#isScheduled = false;
        this.#flush();
      });
      return;
    }
    for (const done of settle) done();
  }
}
