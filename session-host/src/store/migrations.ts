import type { DatabaseSync } from 'node:sqlite';
import { ConfigError } from '../config.ts';

/** Additive only: the version before must still run on the newest schema. Position + 1 = `user_version`. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE sessions (
     session_id TEXT PRIMARY KEY,
     epoch INTEGER NOT NULL DEFAULT 0,
     last_n INTEGER NOT NULL DEFAULT 0,
     acked_n INTEGER NOT NULL DEFAULT 0,
     last_command INTEGER NOT NULL DEFAULT 0,
     high_water_ms INTEGER,
     gap_since_ms INTEGER,
     login_no INTEGER NOT NULL DEFAULT 1,
     desired TEXT,
     halt TEXT,
     capabilities TEXT
   ) WITHOUT ROWID;
   CREATE TABLE outbox (
     session_id TEXT NOT NULL, n INTEGER NOT NULL, at TEXT NOT NULL, fact TEXT NOT NULL,
     PRIMARY KEY (session_id, n)
   ) WITHOUT ROWID;
   CREATE TABLE inbox (
     session_id TEXT NOT NULL, command_id TEXT NOT NULL, n INTEGER NOT NULL, at_ms INTEGER NOT NULL,
     command TEXT, outcome TEXT, settled_ms INTEGER,
     PRIMARY KEY (session_id, command_id)
   ) WITHOUT ROWID;
   CREATE INDEX inbox_pending ON inbox (session_id, n) WHERE outcome IS NULL;
   CREATE INDEX inbox_settled ON inbox (settled_ms) WHERE settled_ms IS NOT NULL;
   CREATE TABLE intents (
     session_id TEXT NOT NULL, command_id TEXT NOT NULL, key_id TEXT NOT NULL, chat_id TEXT NOT NULL,
     login_no INTEGER NOT NULL, attempts INTEGER NOT NULL, at_ms INTEGER NOT NULL, ack INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (session_id, command_id)
   ) WITHOUT ROWID;
   CREATE INDEX intents_key ON intents (session_id, key_id);
   CREATE TABLE media_jobs (
     session_id TEXT NOT NULL, key_id TEXT NOT NULL, wa_message_id TEXT NOT NULL, mimetype TEXT NOT NULL,
     at_ms INTEGER NOT NULL, is_done INTEGER NOT NULL DEFAULT 0,
     PRIMARY KEY (session_id, key_id)
   ) WITHOUT ROWID;`,
  // Whether the room's marks were taken over; a store that saw messages has its own.
  `ALTER TABLE sessions ADD COLUMN is_marked INTEGER NOT NULL DEFAULT 0;
   UPDATE sessions SET is_marked = 1 WHERE high_water_ms IS NOT NULL;`,
  // A session whose login came from elsewhere has an id of its own for its rows (`Store.beginGeneration`).
  `ALTER TABLE sessions ADD COLUMN store_id TEXT;
   ALTER TABLE sessions ADD COLUMN last_state TEXT;`,
];

/** Brings the file to the newest schema. Refuses a file of a newer version: its rows could mean something else. */
export const migrate = (db: DatabaseSync, migrations: readonly string[] = MIGRATIONS): void => {
  const row = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (row.user_version > migrations.length)
    throw new ConfigError('The store in WAQTOR_HOST_DATA was written by a newer version; start that version again.');
  for (let version = row.user_version; version < migrations.length; version++) {
    db.exec(`BEGIN IMMEDIATE; ${migrations[version]} PRAGMA user_version = ${version + 1}; COMMIT;`);
  }
};
