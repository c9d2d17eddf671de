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
  PRIMARY KEY (job, key)
);
CREATE INDEX IF NOT EXISTS _schedule_due ON _schedule (due_at);`;

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** Runs one job; a returned number re-arms it that many milliseconds from now. */
export type JobHandler = (key: string) => Promise<number | void> | number | void;

type JobRow = { job: string; key: string; due_at: number; failures: number };

export class Schedule {
  readonly #storage: DurableObjectStorage;
  readonly #handlers: Record<string, JobHandler>;
  readonly #report: (job: string, error: unknown) => void;

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
    this.#storage.sql.exec(
      `INSERT INTO _schedule (job, key, due_at) VALUES (?, ?, ?)
       ON CONFLICT (job, key) DO UPDATE SET due_at = MIN(due_at, excluded.due_at)`,
      job,
      key,
      dueAt,
    );
    this.#arm();
  }

  /** Arms (job, key) for `dueAt`, also when an earlier time was armed. */
  move(job: string, dueAt: number, key = ''): void {
    this.#storage.sql.exec(
      `INSERT INTO _schedule (job, key, due_at) VALUES (?, ?, ?)
       ON CONFLICT (job, key) DO UPDATE SET due_at = excluded.due_at, failures = 0`,
      job,
      key,
      dueAt,
    );
    this.#arm();
  }

  cancel(job: string, key = ''): void {
    this.#storage.sql.exec('DELETE FROM _schedule WHERE job = ? AND key = ?', job, key);
  }

  /** The body of the object's `alarm()`. */
  async run(now: number = Date.now()): Promise<void> {
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
      this.#arm();
    }
  }

  async #runOne(row: JobRow): Promise<void> {
    // Removed before it runs: what the handler arms for itself must survive.
    this.cancel(row.job, row.key);
    const handler = this.#handlers[row.job];
    if (!handler) return;
    try {
      const againMs = await handler(row.key);
      if (typeof againMs === 'number') this.at(row.job, Date.now() + Math.max(1, againMs), row.key);
    } catch (error) {
      this.#report(row.job, error);
      const failures = row.failures + 1;
      const retryMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10));
      this.#storage.sql.exec(
        `INSERT INTO _schedule (job, key, due_at, failures) VALUES (?, ?, ?, ?)
         ON CONFLICT (job, key) DO UPDATE SET failures = excluded.failures`,
        row.job,
        row.key,
        Date.now() + retryMs,
        failures,
      );
    }
  }

  #arm(): void {
    const next = this.#storage.sql.exec<{ due: number | null }>('SELECT MIN(due_at) AS due FROM _schedule').one().due;
    if (next === null) return;
    void this.#storage.setAlarm(Math.max(next, Date.now() + 1));
  }
}
