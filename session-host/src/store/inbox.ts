import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Command, type Outcome, commandSchema, outcomeSchema } from '@waqtor/contracts';

/** Outcomes are kept so long: the room repeats a command within hours, never later. */
const KEPT_MS = 7 * 24 * 3_600_000;

export type Arrival = { isNew: true } | { isNew: false; outcome: Outcome | null };

/** Commands by id with their one outcome. Writers run inside `Store.commit`. */
export class Inbox {
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #raise: StatementSync;
  readonly #pending: StatementSync;
  readonly #settle: StatementSync;
  readonly #prune: StatementSync;

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT outcome FROM inbox WHERE session_id = ? AND command_id = ?');
    this.#insert = db.prepare('INSERT INTO inbox (session_id, command_id, n, at_ms, command) VALUES (?, ?, ?, ?, ?)');
    this.#raise = db.prepare('UPDATE sessions SET last_command = max(last_command, ?) WHERE session_id = ?');
    this.#pending = db.prepare(
      'SELECT command FROM inbox WHERE session_id = ? AND outcome IS NULL ORDER BY n, command_id',
    );
    // The text goes with the outcome: what was sent is kept by the room, not here.
    this.#settle = db.prepare(
      `UPDATE inbox SET outcome = ?, settled_ms = ?, command = NULL
       WHERE session_id = ? AND command_id = ? AND outcome IS NULL`,
    );
    this.#prune = db.prepare('DELETE FROM inbox WHERE settled_ms IS NOT NULL AND settled_ms < ?');
  }

  arrive(sessionId: string, command: Command, n: number, nowMs: number): Arrival {
    const known = this.#find.get(sessionId, command.id) as { outcome: string | null } | undefined;
    this.#raise.run(n, sessionId);
    if (known) return { isNew: false, outcome: parseOutcome(known.outcome) };
    this.#insert.run(sessionId, command.id, n, nowMs, JSON.stringify(command));
    return { isNew: true };
  }

  /** A command that was not understood: counts as stored, so that the dispatch goes on. */
  raiseTo(sessionId: string, n: number): void {
    this.#raise.run(n, sessionId);
  }

  /** `undefined`: this store never saw the command; null: no outcome yet. */
  outcomeOf(sessionId: string, commandId: string): Outcome | null | undefined {
    const row = this.#find.get(sessionId, commandId) as { outcome: string | null } | undefined;
    return row === undefined ? undefined : parseOutcome(row.outcome);
  }

  /** Commands without outcome, in the order of dispatch. */
  pending(sessionId: string): Command[] {
    return (this.#pending.all(sessionId) as unknown as { command: string }[]).map((row) =>
      commandSchema.parse(JSON.parse(row.command)),
    );
  }

  /** False when the command had an outcome already (the first one stands) or is not known. */
  settle(sessionId: string, outcome: Outcome, nowMs: number): boolean {
    return this.#settle.run(JSON.stringify(outcome), nowMs, sessionId, outcome.commandId).changes === 1;
  }

  prune(nowMs: number): void {
    this.#prune.run(nowMs - KEPT_MS);
  }
}

const parseOutcome = (text: string | null): Outcome | null =>
  text === null ? null : outcomeSchema.parse(JSON.parse(text));
