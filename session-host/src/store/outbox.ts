import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HostEvent } from '@waqtor/contracts';

/** Told of every row as it is written, inside the same transaction (which may run again after a failed commit). */
export type OnAppended = (sessionId: string, fact: unknown, atMs: number) => void;

interface Raw {
  n: number;
  at: string;
  fact: string;
}

/** One row as the link sends it; `bytes` is the length of the serialised fact. */
export interface OutboxRow {
  event: HostEvent;
  bytes: number;
}

/** What the room does not have yet: n rises by one per session, without holes. Writers run inside `Store.commit`. */
export class Outbox {
  readonly #next: StatementSync;
  readonly #insert: StatementSync;
  readonly #after: StatementSync;
  readonly #acked: StatementSync;
  readonly #drop: StatementSync;
  readonly #count: StatementSync;
  readonly #skip: StatementSync;
  readonly #everything: StatementSync;
  readonly #dropAll: StatementSync;
  readonly #total: StatementSync;
  readonly #onAppended: OnAppended;

  constructor(db: DatabaseSync, onAppended: OnAppended = () => undefined) {
    this.#onAppended = onAppended;
    this.#total = db.prepare('SELECT count(*) AS rows FROM outbox');
    this.#next = db.prepare('UPDATE sessions SET last_n = last_n + 1 WHERE session_id = ? RETURNING last_n');
    this.#insert = db.prepare('INSERT INTO outbox (session_id, n, at, fact) VALUES (?, ?, ?, ?)');
    this.#after = db.prepare('SELECT n, at, fact FROM outbox WHERE session_id = ? AND n > ? ORDER BY n LIMIT ?');
    this.#acked = db.prepare('UPDATE sessions SET acked_n = max(acked_n, ?) WHERE session_id = ?');
    this.#drop = db.prepare('DELETE FROM outbox WHERE session_id = ? AND n <= ?');
    this.#count = db.prepare('SELECT count(*) AS rows FROM outbox WHERE session_id = ?');
    this.#skip = db.prepare('UPDATE sessions SET last_n = ?, acked_n = ? WHERE session_id = ?');
    this.#everything = db.prepare('SELECT n, at, fact FROM outbox WHERE session_id = ? ORDER BY n');
    this.#dropAll = db.prepare('DELETE FROM outbox WHERE session_id = ?');
  }

  /** Answers n. `fact` is anything: what the room does not understand is quarantined there, alone. */
  append(sessionId: string, fact: unknown, atMs: number): number {
    const row = this.#next.get(sessionId) as { last_n: number } | undefined;
    if (!row) throw new Error('The session is not known to the store');
    this.#insert.run(sessionId, row.last_n, new Date(atMs).toISOString(), JSON.stringify(fact));
    this.#onAppended(sessionId, fact, atMs);
    return row.last_n;
  }

  after(sessionId: string, n: number, limit: number): OutboxRow[] {
    return (this.#after.all(sessionId, n, limit) as unknown as Raw[]).map((raw) => ({
      event: { n: raw.n, at: raw.at, fact: JSON.parse(raw.fact) as unknown },
      bytes: raw.fact.length,
    }));
  }

  acknowledge(sessionId: string, n: number): void {
    this.#acked.run(n, sessionId);
    this.#drop.run(sessionId, n);
  }

  /** Facts that wait when the session becomes a new store to its room go on waiting, under numbers above `n`. */
  continueAbove(sessionId: string, n: number): void {
    const rows = this.#everything.all(sessionId) as unknown as Raw[];
    this.#dropAll.run(sessionId);
    rows.forEach((row, i) => this.#insert.run(sessionId, n + 1 + i, row.at, row.fact));
    this.#skip.run(n + rows.length, n, sessionId);
  }

  /** Rows of all sessions that their rooms do not have yet. */
  get total(): number {
    return (this.#total.get() as { rows: number }).rows;
  }

  size(sessionId: string): number {
    return (this.#count.get(sessionId) as { rows: number }).rows;
  }
}
