import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** S-8: acks of own messages are looked after for so long. */
export const ACK_WATCH_MS = 72 * 3_600_000;

/** Written before a send reaches the page: from then on only a look at the page's store says whether it left. */
export interface Intent {
  commandId: string;
  keyId: string;
  chatId: string;
  /** The login under which it was sent; absence under another one proves nothing. */
  loginNo: number;
  /** How often the page was asked to send it, always with the same key id. */
  attempts: number;
  atMs: number;
  /** Highest ack seen. */
  ack: number;
}

interface Raw {
  command_id: string;
  key_id: string;
  chat_id: string;
  login_no: number;
  attempts: number;
  at_ms: number;
  ack: number;
}

const fromRaw = (raw: Raw): Intent => ({
  commandId: raw.command_id,
  keyId: raw.key_id,
  chatId: raw.chat_id,
  loginNo: raw.login_no,
  attempts: raw.attempts,
  atMs: raw.at_ms,
  ack: raw.ack,
});

/** Writers run inside `Store.commit`. */
export class Intents {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #isOurs: StatementSync;
  readonly #raise: StatementSync;
  readonly #unread: StatementSync;
  readonly #prune: StatementSync;

  constructor(db: DatabaseSync) {
    this.#get = db.prepare('SELECT * FROM intents WHERE session_id = ? AND command_id = ?');
    this.#put = db.prepare(
      `INSERT INTO intents (session_id, command_id, key_id, chat_id, login_no, attempts, at_ms)
       VALUES (?, ?, ?, ?, (SELECT login_no FROM sessions WHERE session_id = ?), 1, ?)
       ON CONFLICT DO UPDATE SET attempts = attempts + 1`,
    );
    this.#isOurs = db.prepare('SELECT 1 FROM intents WHERE session_id = ? AND key_id = ?');
    this.#raise = db.prepare('UPDATE intents SET ack = max(ack, ?) WHERE session_id = ? AND key_id = ?');
    // 3 = read: final for a text; `played` of a voice message comes as a live event or not at all.
    this.#unread = db.prepare(
      `SELECT i.* FROM intents i JOIN inbox b ON b.session_id = i.session_id AND b.command_id = i.command_id
       WHERE i.session_id = ? AND i.ack < 3 AND i.at_ms > ? AND b.outcome IS NOT NULL ORDER BY i.at_ms DESC LIMIT ?`,
    );
    this.#prune = db.prepare(
      `DELETE FROM intents WHERE at_ms < ? AND NOT EXISTS (SELECT 1 FROM inbox b
       WHERE b.session_id = intents.session_id AND b.command_id = intents.command_id AND b.outcome IS NULL)`,
    );
  }

  get(sessionId: string, commandId: string): Intent | null {
    const raw = this.#get.get(sessionId, commandId) as Raw | undefined;
    return raw ? fromRaw(raw) : null;
  }

  /** Counts the attempt when the intent is there already; its login stays the first one. */
  put(sessionId: string, intent: { commandId: string; keyId: string; chatId: string }, nowMs: number): void {
    this.#put.run(sessionId, intent.commandId, intent.keyId, intent.chatId, sessionId, nowMs);
  }

  isOurs(sessionId: string, keyId: string): boolean {
    return this.#isOurs.get(sessionId, keyId) !== undefined;
  }

  raiseAck(sessionId: string, keyId: string, ack: number): void {
    this.#raise.run(ack, sessionId, keyId);
  }

  /** Settled sends whose ack is not final, newest first. */
  unread(sessionId: string, nowMs: number, limit: number): Intent[] {
    return (this.#unread.all(sessionId, nowMs - ACK_WATCH_MS, limit) as unknown as Raw[]).map(fromRaw);
  }

  prune(nowMs: number): void {
    this.#prune.run(nowMs - ACK_WATCH_MS);
  }
}
