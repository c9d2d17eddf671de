import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import type { MessageType } from '@waqtor/contracts';
import { GROUP_SCHEMA, GroupRows } from './group-rows.ts';
import { MARK_SCHEMA, MarkRows } from './mark-rows.ts';
import type { QueuedFrame } from './protocol.ts';
import type { Rows } from './rows.ts';
import { Turn } from './turn.ts';

export interface Account {
  phone: string;
  name: string;
  lid: string;
  persona: string | null;
  /** 1 when others see the lid alone. */
  isPhoneHidden: number;
}

export interface Device {
  token: string;
  phone: string;
  linkedAtMs: number;
}

export interface StoredMessage {
  seq: number;
  id: string;
  fromPhone: string;
  /** A phone, or the id of a group. */
  toPhone: string;
  type: MessageType;
  body: string;
  mimetype: string | null;
  filename: string | null;
  sizeBytes: number | null;
  quotedId: string | null;
  atMs: number;
  ack: number;
  /** 0 when accepted but kept from the receiver (dropped interactive messages). */
  isDelivered: number;
  isRevoked: number;
  isEdited: number;
  /** JSON of a location, contact cards or a poll. */
  content: string | null;
  isForwarded: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS accounts (phone TEXT PRIMARY KEY, name TEXT NOT NULL, lid TEXT NOT NULL UNIQUE, persona TEXT,
    isPhoneHidden INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS devices (token TEXT PRIMARY KEY, phone TEXT NOT NULL, linkedAtMs INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, fromPhone TEXT NOT NULL, toPhone TEXT NOT NULL,
    type TEXT NOT NULL, body TEXT NOT NULL, mimetype TEXT, filename TEXT, sizeBytes INTEGER, bytes BLOB,
    quotedId TEXT, atMs INTEGER NOT NULL, ack INTEGER NOT NULL, isDelivered INTEGER NOT NULL, isRevoked INTEGER NOT NULL DEFAULT 0,
    isEdited INTEGER NOT NULL DEFAULT 0, content TEXT, isForwarded INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX IF NOT EXISTS messages_id ON messages (id);
  CREATE INDEX IF NOT EXISTS messages_to ON messages (toPhone, seq);
  CREATE INDEX IF NOT EXISTS messages_from ON messages (fromPhone, seq);
  CREATE TABLE IF NOT EXISTS transmissions (seq INTEGER PRIMARY KEY AUTOINCREMENT, phone TEXT NOT NULL, id TEXT NOT NULL, ignored INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS transmissions_phone ON transmissions (phone, id);
  CREATE TABLE IF NOT EXISTS queue (seq INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL, dueAtMs INTEGER NOT NULL, frame TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS queue_due ON queue (token, dueAtMs, seq);
  CREATE TABLE IF NOT EXISTS missing (name TEXT PRIMARY KEY);
  ${GROUP_SCHEMA}
  ${MARK_SCHEMA}`;

/** Columns that a folder of an earlier simulator lacks. */
const LATER_COLUMNS = [
  ['accounts', 'isPhoneHidden', 'INTEGER NOT NULL DEFAULT 0'],
  ['messages', 'isEdited', 'INTEGER NOT NULL DEFAULT 0'],
  ['messages', 'content', 'TEXT'],
  ['messages', 'isForwarded', 'INTEGER NOT NULL DEFAULT 0'],
] as const;

const TABLES = [
  ...['accounts', 'devices', 'messages', 'transmissions', 'queue', 'missing', 'groups', 'members', 'recipients'],
  ...['archived', 'blocked', 'deleted', 'votes'],
];

const MESSAGE_COLUMNS =
  'seq, id, fromPhone, toPhone, type, body, mimetype, filename, sizeBytes, quotedId, atMs, ack, isDelivered, isRevoked, isEdited, content, isForwarded';

/**
 * Everything that the network must not forget, in one SQLite file. What one turn of the event loop writes is one
 * transaction. `synchronous = OFF`: a committed row is with the operating system, which keeps it when the process is
 * killed; waiting for the disk would guard against a power cut only.
 */
export class NetworkStore {
  readonly turn = new Turn(() => this.#commit());
  readonly groups: GroupRows;
  readonly marks: MarkRows;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.#db = new DatabaseSync(join(dataDir, 'network.sqlite'));
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 5000;');
    this.#db.exec(SCHEMA);
    for (const [table, column, definition] of LATER_COLUMNS) {
      const columns = this.#all<{ name: string }>('SELECT name FROM pragma_table_info(?)', table);
      if (columns.some(({ name }) => name === column)) continue;
      this.#db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`);
    }
    const rows: Rows = {
      run: (...given) => this.#run(...given),
      all: (...given) => this.#all(...given),
      one: (...given) => this.#one(...given),
    };
    this.groups = new GroupRows(rows);
    this.marks = new MarkRows(rows);
  }

  #prepare(sql: string) {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
  #run(sql: string, ...values: SQLInputValue[]): { changes: number; id: number } {
    this.#begin();
    const { changes, lastInsertRowid } = this.#prepare(sql).run(...values);
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }
  /** Rows of our own schema: their shape is known, hence the cast. */
  #all<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#prepare(sql).all(...values) as T[];
  }
  #one<T>(sql: string, ...values: SQLInputValue[]): T | null {
    return (this.#prepare(sql).get(...values) as T | undefined) ?? null;
  }

  #begin(): void {
    if (this.#db.isTransaction) return;
    this.#prepare('BEGIN IMMEDIATE').run();
    this.turn.begin();
  }
  #commit(): void {
    if (this.#db.isTransaction) this.#prepare('COMMIT').run();
  }

  /** All of `work` or nothing of it; it is on disk at the end of the turn. */
  transaction<T>(work: () => T): T {
    this.#begin();
    this.#prepare('SAVEPOINT work').run();
    try {
      return work();
    } catch (error) {
      this.#prepare('ROLLBACK TO work').run();
      throw error;
    } finally {
      this.#prepare('RELEASE work').run();
    }
  }

  putAccount(account: Account): void {
    this.#run(
      `INSERT INTO accounts (phone, name, lid, persona, isPhoneHidden) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (phone) DO UPDATE
       SET name = excluded.name, persona = excluded.persona, isPhoneHidden = excluded.isPhoneHidden`,
      account.phone,
      account.name,
      account.lid,
      account.persona,
      account.isPhoneHidden,
    );
  }
  account = (phone: string) => this.#one<Account>('SELECT * FROM accounts WHERE phone = ?', phone);
  accountByLid = (lid: string) => this.#one<Account>('SELECT * FROM accounts WHERE lid = ?', lid);
  accounts = (limit: number) => this.#all<Account>('SELECT * FROM accounts ORDER BY rowid LIMIT ?', limit);

  putDevice(device: Device): void {
    this.#run('INSERT INTO devices VALUES (?, ?, ?)', device.token, device.phone, device.linkedAtMs);
  }
  device = (token: string) => this.#one<Device>('SELECT * FROM devices WHERE token = ?', token);
  devicesOf = (phone: string) => this.#all<Device>('SELECT * FROM devices WHERE phone = ? ORDER BY linkedAtMs', phone);
  removeDevice(token: string): void {
    this.#run('DELETE FROM devices WHERE token = ?', token);
    this.#run('DELETE FROM queue WHERE token = ?', token);
  }

  addMessage(message: Omit<StoredMessage, 'seq' | 'isRevoked' | 'isEdited'>, bytes: Uint8Array | null): void {
    this.#run(
      `INSERT INTO messages (id, fromPhone, toPhone, type, body, mimetype, filename, sizeBytes, bytes, quotedId, atMs, ack, isDelivered,
         content, isForwarded)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      message.id,
      message.fromPhone,
      message.toPhone,
      message.type,
      message.body,
      message.mimetype,
      message.filename,
      message.sizeBytes,
      bytes,
      message.quotedId,
      message.atMs,
      message.ack,
      message.isDelivered,
      message.content,
      message.isForwarded,
    );
  }
  message = (id: string) =>
    this.#one<StoredMessage>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE id = ? ORDER BY seq LIMIT 1`, id);
  messageBytes = (id: string) =>
    this.#one<{ bytes: Uint8Array | null }>('SELECT bytes FROM messages WHERE id = ? ORDER BY seq LIMIT 1', id)
      ?.bytes ?? null;
  deliveredTo = (phone: string) =>
    this.#all<StoredMessage>(
      `SELECT ${MESSAGE_COLUMNS} FROM messages WHERE isDelivered = 1
       AND (toPhone = ? OR id IN (SELECT id FROM recipients WHERE phone = ?))
       AND id NOT IN (SELECT id FROM deleted WHERE phone = ?) ORDER BY seq`,
      phone,
      phone,
      phone,
    );
  sentFrom = (phone: string) =>
    this.#all<StoredMessage>(`SELECT ${MESSAGE_COLUMNS} FROM messages WHERE fromPhone = ? ORDER BY seq`, phone);
  /** Raises the ack and answers whether it rose. */
  raiseAck = (id: string, ack: number) =>
    this.#run('UPDATE messages SET ack = ? WHERE id = ? AND ack < ?', ack, id, ack).changes > 0;
  unreadFrom = (fromPhone: string, toPhone: string) =>
    this.#all<{ id: string }>(
      'SELECT DISTINCT id FROM messages WHERE fromPhone = ? AND toPhone = ? AND ack < 3',
      fromPhone,
      toPhone,
    );
  editMessage(id: string, body: string): void {
    this.#run('UPDATE messages SET body = ?, isEdited = 1 WHERE id = ?', body, id);
  }
  revokeMessage(id: string): void {
    this.#run(`UPDATE messages SET body = '', isRevoked = 1, bytes = NULL, content = NULL WHERE id = ?`, id);
  }

  addTransmission(phone: string, id: string, isIgnored: boolean): void {
    this.#run('INSERT INTO transmissions (phone, id, ignored) VALUES (?, ?, ?)', phone, id, isIgnored ? 1 : 0);
  }
  transmissionsOf = (phone: string) =>
    this.#all<{ id: string; transmissions: number; duplicatesIgnored: number }>(
      `SELECT id, COUNT(*) AS transmissions, SUM(ignored) AS duplicatesIgnored
       FROM transmissions WHERE phone = ? GROUP BY id ORDER BY MIN(seq)`,
      phone,
    );

  enqueue = (token: string, dueAtMs: number, frame: QueuedFrame) =>
    this.#run('INSERT INTO queue (token, dueAtMs, frame) VALUES (?, ?, ?)', token, dueAtMs, JSON.stringify(frame)).id;
  queued = (token: string) =>
    this.#all<{ seq: number; dueAtMs: number; frame: string }>(
      'SELECT seq, dueAtMs, frame FROM queue WHERE token = ? ORDER BY dueAtMs, seq',
      token,
    );
  dequeue(token: string, seqs: readonly number[]): void {
    for (const seq of seqs) this.#run('DELETE FROM queue WHERE seq = ? AND token = ?', seq, token);
  }

  addMissing(name: string): void {
    this.#run('INSERT OR IGNORE INTO missing VALUES (?)', name);
  }
  missing = () => this.#all<{ name: string }>('SELECT name FROM missing ORDER BY name').map((row) => row.name);

  clear(): void {
    this.#begin();
    for (const table of TABLES) this.#db.exec(`DELETE FROM ${table}`);
  }
  close(): void {
    this.turn.close();
    this.#db.close();
  }
}
