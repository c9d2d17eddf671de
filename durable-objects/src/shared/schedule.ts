/**
 * Many due jobs on the one alarm of an object. Each job is caught and re-armed, so that one bad job never stops
 * the others; at least once, hence handlers are idempotent (the platform may run an alarm twice).
 */
export const SCHEDULE_SCHEMA = `
CREATE TABLE IF NOT EXISTS _schedule (
  job TEXT NOT NULL,
  key TEXT NOT NULL DEFAULT '',
  due_at INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  running INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (job, key)
);
CREATE INDEX IF NOT EXISTS _schedule_due ON _schedule (due_at);`;

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;
/** While a job runs its row stays, due so much later: if the object dies meanwhile, the job is found again. */
const RUNNING_GUARD_MS = 60_000;

/** Jobs kept in mind; arming one of the others costs a statement more. */
const MAX_KNOWN = 50;

/** Runs one job; a returned number re-arms it that many milliseconds from now. */
export type JobHandler = (key: string) => Promise<number | void> | number | void;

type JobRow = { job: string; key: string; due_at: number; failures: number };

/**
 * `at` and `move` may be called inside a transaction. What is known in memory is read back from the table after the
 * present turn of the event loop, when every transaction has ended: a rollback cannot leave a job believed to be armed.
 * Writes of one turn reach the disk together, so that a row never stays without its alarm.
 */
export class Schedule {
  readonly #storage: DurableObjectStorage;
  readonly #handlers: Record<string, JobHandler>;
  readonly #report: (job: string, error: unknown) => void;
  /** When jobs are due, as far as it was read back; a job that runs is not in it, because arming it is then news. */
  #known = new Map<string, number>();
  /** The object's alarm is not later than this; null when that is not known. */
  #alarmAt: number | null = null;
  #isSettling = false;

  constructor(
    storage: DurableObjectStorage,
    handlers: Record<string, JobHandler>,
    report: (job: string, error: unknown) => void,
  ) {
    this.#storage = storage;
    this.#handlers = handlers;
    this.#report = report;
  }

  /** Arms (job, key) for `dueAt`; an earlier time already armed stays. */
  at(job: string, dueAt: number, key = ''): void {
    const known = this.#known.get(nameOf(job, key));
    if (known !== undefined && known <= dueAt) return;
    this.#storage.sql.exec(
      `INSERT INTO _schedule (job, key, due_at) VALUES (?, ?, ?)
       ON CONFLICT (job, key) DO UPDATE SET
         due_at = CASE WHEN running = 1 THEN excluded.due_at ELSE MIN(due_at, excluded.due_at) END, running = 0`,
      job,
      key,
      dueAt,
    );
    this.#arm();
  }

  /** Arms (job, key) for `dueAt`, also when an earlier time was armed. */
  move(job: string, dueAt: number, key = ''): void {
    this.#known.delete(nameOf(job, key));
    this.#storage.sql.exec(
      `INSERT INTO _schedule (job, key, due_at) VALUES (?, ?, ?)
       ON CONFLICT (job, key) DO UPDATE SET due_at = excluded.due_at, failures = 0, running = 0`,
      job,
      key,
      dueAt,
    );
    this.#arm();
  }

  cancel(job: string, key = ''): void {
    this.#known.delete(nameOf(job, key));
    this.#storage.sql.exec('DELETE FROM _schedule WHERE job = ? AND key = ?', job, key);
  }

  /** Nothing is due any more; the alarm that is set comes once and finds nothing. */
  cancelAll(): void {
    this.#known.clear();
    this.#storage.sql.exec('DELETE FROM _schedule');
  }

  /** The body of the object's `alarm()`. */
  async run(now: number = Date.now()): Promise<void> {
    // The alarm that called us is spent.
    this.#alarmAt = null;
    try {
      for (;;) {
        const due = this.#storage.sql
          .exec<JobRow>(
            'SELECT job, key, due_at, failures FROM _schedule WHERE due_at <= ? ORDER BY due_at LIMIT 20',
            now,
          )
          .toArray();
        if (due.length === 0) break;
        for (const row of due) await this.#runOne(row);
      }
    } finally {
      this.#settle();
    }
  }

  async #runOne(row: JobRow): Promise<void> {
    this.#known.delete(nameOf(row.job, row.key));
    // Marked, not removed: what the handler arms for itself clears the mark, and a crash leaves the row behind.
    this.#storage.sql.exec(
      'UPDATE _schedule SET running = 1, due_at = ? WHERE job = ? AND key = ?',
      Date.now() + RUNNING_GUARD_MS,
      row.job,
      row.key,
    );
    this.#arm();
    try {
      const againMs = await this.#handlers[row.job]?.(row.key);
      if (typeof againMs === 'number') this.at(row.job, Date.now() + Math.max(1, againMs), row.key);
      this.#storage.sql.exec('DELETE FROM _schedule WHERE job = ? AND key = ? AND running = 1', row.job, row.key);
      this.#storage.sql.exec('UPDATE _schedule SET failures = 0 WHERE job = ? AND key = ?', row.job, row.key);
    } catch (error) {
      this.#report(row.job, error);
      this.#retry(row);
    }
  }

  #retry(row: JobRow): void {
    const failures = row.failures + 1;
    this.at(row.job, Date.now() + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10)), row.key);
    this.#storage.sql.exec('UPDATE _schedule SET failures = ? WHERE job = ? AND key = ?', failures, row.job, row.key);
  }

  /** Once a turn, however many jobs it armed, and never inside a transaction. */
  #arm(): void {
    if (this.#isSettling) return;
    this.#isSettling = true;
    queueMicrotask(() => this.#settle());
  }

  /** Reads back what is armed and moves the alarm when it would come too late. */
  #settle(): void {
    this.#isSettling = false;
    this.#known = new Map();
    let next: number | null = null;
    for (const row of this.#storage.sql.exec<{ job: string; key: string; due_at: number; running: number }>(
      'SELECT job, key, due_at, running FROM _schedule ORDER BY due_at LIMIT ?',
      MAX_KNOWN,
    )) {
      next ??= row.due_at;
      if (row.running === 0) this.#known.set(nameOf(row.job, row.key), row.due_at);
    }
    // An alarm that comes too early finds nothing to do and is set anew.
    if (next === null || (this.#alarmAt !== null && this.#alarmAt <= next)) return;
    this.#alarmAt = next;
    void this.#storage.setAlarm(Math.max(next, Date.now() + 1));
  }
}

const nameOf = (job: string, key: string): string => `${job} ${key}`;
