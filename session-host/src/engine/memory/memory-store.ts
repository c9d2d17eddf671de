import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Identity, QueuedFrame, WireContact, WireMessage } from '../../../simulator/network/protocol.ts';

export type WireVote = Omit<Extract<QueuedFrame, { t: 'vote' }>, 't'>;

export interface KeptMessage extends WireMessage {
  /** Own media stay here until the network has them. */
  mediaBase64: string | null;
  isRevoked?: boolean;
  editedAtMs?: number;
  /** Of each person the newest, by lid; of one that was taken back nothing. */
  reactions?: Record<string, KeptReaction>;
}
export interface KeptReaction {
  contact: WireContact;
  emoji: string;
  atMs: number;
}

/** The login and the messages of one account, as a browser profile would keep them; survives a kill of the process. */
export class MemoryStore {
  readonly #db: DatabaseSync;

  constructor(profileDir: string) {
    mkdirSync(profileDir, { recursive: true, mode: 0o700 });
    this.#db = new DatabaseSync(join(profileDir, 'memory-engine.sqlite'));
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS login (one INTEGER PRIMARY KEY CHECK (one = 1), identity TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS messages (id TEXT PRIMARY KEY, atMs INTEGER NOT NULL, fromMe INTEGER NOT NULL, ack INTEGER NOT NULL, message TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS votes (pollId TEXT NOT NULL, voter TEXT NOT NULL, atMs INTEGER NOT NULL, vote TEXT NOT NULL,
        PRIMARY KEY (pollId, voter));
      CREATE INDEX IF NOT EXISTS messages_at ON messages (atMs);
      CREATE INDEX IF NOT EXISTS messages_pending ON messages (fromMe, ack);`);
  }

  login(): Identity | null {
    const row = this.#db.prepare('SELECT identity FROM login').get() as { identity: string } | undefined;
    return row ? (JSON.parse(row.identity) as Identity) : null;
  }
  putLogin(identity: Identity): void {
    this.#db.prepare('INSERT OR REPLACE INTO login VALUES (1, ?)').run(JSON.stringify(identity));
  }
  /** A lost link takes its messages along, as the page does. */
  wipe(): void {
    this.#db.exec('DELETE FROM login; DELETE FROM messages; DELETE FROM votes;');
  }

  /** Answers false when the id was there already. */
  addMessage(message: KeptMessage): boolean {
    const { changes } = this.#db
      .prepare('INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?)')
      .run(message.id, message.atMs, message.fromMe ? 1 : 0, message.ack, JSON.stringify(message));
    return Number(changes) > 0;
  }
  message(id: string): KeptMessage | null {
    const row = this.#db.prepare('SELECT ack, message FROM messages WHERE id = ?').get(id);
    return row ? toMessage(row as unknown as Row) : null;
  }
  /** Raises the ack (or marks a refusal) of an own message; answers whether anything changed. */
  setAck(id: string, ack: number): boolean {
    const { changes } = this.#db
      .prepare(
        'UPDATE messages SET ack = :ack WHERE id = :id AND fromMe = 1 AND (ack < :ack OR (:ack = -1 AND ack = 0))',
      )
      .run({ id, ack });
    return Number(changes) > 0;
  }
  setBody(id: string, body: string): void {
    this.#db
      .prepare(`UPDATE messages SET message = json_set(message, '$.body', ?, '$.editedAtMs', ?) WHERE id = ?`)
      .run(body, Date.now(), id);
  }
  putReaction(id: string, { contact, emoji, atMs }: KeptReaction): void {
    const reaction = emoji === '' ? null : JSON.stringify({ contact, emoji, atMs });
    // A patch that sets null removes.
    const patch = `{"reactions":{"${contact.lid}":${reaction}}}`;
    this.#db.prepare('UPDATE messages SET message = json_patch(message, ?) WHERE id = ?').run(patch, id);
  }
  /** Deleted for everyone: it stays as a place without content. */
  revoke(id: string): void {
    this.#db
      .prepare(
        `UPDATE messages SET message = json_set(message, '$.body', '', '$.content', NULL, '$.isRevoked', json('true'))
         WHERE id = ?`,
      )
      .run(id);
  }
  remove(id: string): void {
    this.#db.prepare('DELETE FROM messages WHERE id = ?').run(id);
  }
  /** Name of a group as its newest message had it; null for one that nothing came from. */
  lastSubjectOf(chat: string): string | null {
    const row = this.#db
      .prepare(
        `SELECT json_extract(message, '$.group.subject') AS subject FROM messages
         WHERE json_extract(message, '$.chat') = ? ORDER BY atMs DESC LIMIT 1`,
      )
      .get(chat) as { subject: string | null } | undefined;
    return row?.subject ?? null;
  }
  since(sinceMs: number): KeptMessage[] {
    const rows = this.#db.prepare('SELECT ack, message FROM messages WHERE atMs > ? ORDER BY atMs, rowid').all(sinceMs);
    return (rows as unknown as Row[]).map(toMessage);
  }
  /** The newest messages since then, newest first. */
  newest(sinceMs: number, limit: number): KeptMessage[] {
    const rows = this.#db
      .prepare('SELECT ack, message FROM messages WHERE atMs >= ? ORDER BY atMs DESC, rowid DESC LIMIT ?')
      .all(sinceMs, limit);
    return (rows as unknown as Row[]).map(toMessage);
  }
  /** Answers false when it was there already. */
  putVote(vote: WireVote): boolean {
    const { changes } = this.#db
      .prepare(
        `INSERT INTO votes VALUES (?, ?, ?, ?) ON CONFLICT (pollId, voter) DO UPDATE
         SET atMs = excluded.atMs, vote = excluded.vote WHERE excluded.atMs > votes.atMs`,
      )
      .run(vote.pollId, vote.voter.id, vote.atMs, JSON.stringify(vote));
    return Number(changes) > 0;
  }
  votesSince(sinceMs: number): WireVote[] {
    const rows = this.#db.prepare('SELECT vote FROM votes WHERE atMs > ? ORDER BY atMs, rowid').all(sinceMs);
    return (rows as unknown as { vote: string }[]).map(({ vote }) => JSON.parse(vote) as WireVote);
  }
  /** Own messages that the network may not have. */
  untransmitted(): KeptMessage[] {
    const rows = this.#db.prepare('SELECT ack, message FROM messages WHERE fromMe = 1 AND ack = 0 ORDER BY atMs').all();
    return (rows as unknown as Row[]).map(toMessage);
  }
  close(): void {
    this.#db.close();
  }
}

interface Row {
  ack: number;
  message: string;
}
const toMessage = (row: Row): KeptMessage => ({ ...(JSON.parse(row.message) as KeptMessage), ack: row.ack });

export const removeMemoryProfile = (profileDir: string): void => rmSync(profileDir, { recursive: true, force: true });
