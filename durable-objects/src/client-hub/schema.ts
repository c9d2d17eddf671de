import { SCHEDULE_SCHEMA } from '../shared/schedule.ts';
import { INBOX_FILTERS } from './inbox/schema.ts';
import { LOG_SCHEMA } from './log/schema.ts';
import { MONITOR_SCHEMA } from './monitor/schema.ts';
import { RELAYS_SCHEMA } from './relays/relay-feed.ts';
import { REQUEST_QUOTA_SCHEMA } from './quota/request-quota.ts';

/** Tables of one hub; additive (shared/migrations). */
export const HUB_MIGRATIONS: readonly string[] = [
  `${SCHEDULE_SCHEMA}
${LOG_SCHEMA}
CREATE TABLE producers (
  producer_id TEXT NOT NULL,
  generation TEXT NOT NULL,
  last_n INTEGER NOT NULL,
  PRIMARY KEY (producer_id, generation)
);
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  producer_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE TABLE chats (
  session_id TEXT NOT NULL,
  chat_id TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (session_id, chat_id)
);
CREATE INDEX chats_latest ON chats (updated_at DESC, session_id DESC, chat_id DESC);
CREATE TABLE sessions (session_id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE endpoints (
  endpoint_id TEXT PRIMARY KEY,
  events TEXT NOT NULL,
  session_id TEXT,
  enabled INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE nonces (nonce TEXT PRIMARY KEY, expires_at INTEGER NOT NULL);`,
  REQUEST_QUOTA_SCHEMA,
  MONITOR_SCHEMA,
  RELAYS_SCHEMA,
  // Rows of before it was told; a session at rest may not be told anew for months, and clients rely on its shape.
  `UPDATE sessions SET body = json_set(body, '$.recovery', json('null')) WHERE json_type(body, '$.recovery') IS NULL;`,
  INBOX_FILTERS,
  // W-3: JSON; null: everything that is subscribed.
  `ALTER TABLE endpoints ADD COLUMN filter TEXT;`,
];
