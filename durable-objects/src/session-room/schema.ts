import { OUTBOX_SCHEMA } from '../shared/outbox.ts';
import { SCHEDULE_SCHEMA } from '../shared/schedule.ts';
import { CONTENT_SCHEMA } from './content-schema.ts';

/** Numbered steps for `migrate`; additive only. Times are epoch milliseconds, JSON columns say so. */
export const ROOM_SCHEMA: readonly string[] = [
  SCHEDULE_SCHEMA + OUTBOX_SCHEMA,
  `
CREATE TABLE session (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  workspace_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  desired TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  since INTEGER NOT NULL,
  client_info TEXT,      -- JSON
  capabilities TEXT,     -- JSON
  qr TEXT,               -- JSON, only while status is qr
  before_loss TEXT,      -- JSON, what the host said last before its link was lost
  host_id TEXT,
  epoch INTEGER NOT NULL DEFAULT 0,
  link_no INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL DEFAULT 0,
  next_dispatch INTEGER NOT NULL DEFAULT 1,
  sent INTEGER NOT NULL DEFAULT 0,
  received INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  stats_day TEXT NOT NULL DEFAULT '',
  sent_today INTEGER NOT NULL DEFAULT 0,
  received_today INTEGER NOT NULL DEFAULT 0,
  stats_at INTEGER NOT NULL DEFAULT 0
);
-- High-water marks: the last n stored of each host store.
CREATE TABLE stores (store_id TEXT PRIMARY KEY, last_n INTEGER NOT NULL, first_seen_at INTEGER NOT NULL,
  hole_link INTEGER     -- link that sent rows with a hole after last_n
);
CREATE TABLE commands (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL, -- JSON
  key_id TEXT,
  request_id TEXT,
  fingerprint TEXT,
  lane TEXT,
  message_id TEXT,
  state TEXT NOT NULL,   -- queued, dispatched, settled
  accepted_at INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  not_after INTEGER,
  n INTEGER UNIQUE,      -- dispatch number
  dispatched_at INTEGER,
  dispatched_epoch INTEGER,
  dispatched_store TEXT,
  outcome TEXT           -- JSON
);
CREATE INDEX commands_open ON commands (state, kind) WHERE state <> 'settled';
CREATE INDEX commands_accepted ON commands (accepted_at);
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  wa_message_id TEXT,
  chat_id TEXT NOT NULL,
  direction TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  author TEXT,
  contact_id TEXT NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL,
  status TEXT NOT NULL,
  ack INTEGER NOT NULL DEFAULT 0,
  failure_code TEXT,
  media_id TEXT,
  quoted_message_id TEXT,
  command_id TEXT,
  timestamp INTEGER NOT NULL,
  backfilled INTEGER NOT NULL DEFAULT 0,
  deleted_at INTEGER
);
CREATE INDEX messages_time ON messages (timestamp, id);
CREATE INDEX messages_chat ON messages (chat_id, timestamp, id);
CREATE INDEX messages_wa ON messages (wa_message_id) WHERE wa_message_id IS NOT NULL;
CREATE TABLE chats (
  chat_id TEXT PRIMARY KEY,
  name TEXT,
  contact_id TEXT,
  is_group INTEGER NOT NULL,
  unread INTEGER NOT NULL DEFAULT 0,
  last_message_id TEXT,
  last_at INTEGER NOT NULL
);
CREATE TABLE contacts (id TEXT PRIMARY KEY, phone TEXT, lid TEXT, name TEXT, updated_at INTEGER NOT NULL);
CREATE INDEX contacts_phone ON contacts (phone) WHERE phone IS NOT NULL;
CREATE INDEX contacts_lid ON contacts (lid) WHERE lid IS NOT NULL;
CREATE TABLE media (
  id TEXT PRIMARY KEY,
  r2_key TEXT,           -- null until the upload was announced
  mimetype TEXT NOT NULL,
  filename TEXT,
  size_bytes INTEGER,
  state TEXT NOT NULL    -- pending, ready, failed
);
-- Acks that came before their message (WhatsApp reorders): applied when the message is stored.
CREATE TABLE early_acks (message_id TEXT PRIMARY KEY, ack INTEGER NOT NULL, at INTEGER NOT NULL);
-- State of the send budget, for lanes that have a pace.
CREATE TABLE budget (lane TEXT PRIMARY KEY, theoretical_at INTEGER NOT NULL);
-- Facts that were not understood: acknowledged as rejected, kept for diagnosis.
CREATE TABLE quarantine (
  store_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  reason TEXT NOT NULL,
  fact TEXT NOT NULL,    -- JSON, at most MAX_QUARANTINE_CHARS
  at INTEGER NOT NULL,
  PRIMARY KEY (store_id, n)
);`,
  // A partial index serves a query only when its condition stands there word for word.
  `
DROP INDEX commands_open;
CREATE INDEX commands_queued ON commands (accepted_at) WHERE state = 'queued';
CREATE INDEX commands_dispatched ON commands (n) WHERE state = 'dispatched';
DROP INDEX messages_time;
DROP INDEX messages_chat;
CREATE INDEX messages_second ON messages (timestamp / 1000);
CREATE INDEX messages_chat_second ON messages (chat_id, timestamp / 1000);`,
  // Served housekeeping alone, every six hours, and was written with every send.
  'DROP INDEX commands_accepted;',
  `
ALTER TABLE session ADD COLUMN recovery TEXT;      -- JSON
ALTER TABLE session ADD COLUMN incident TEXT;      -- JSON, while the session is not what was wished
ALTER TABLE session ADD COLUMN removed_at INTEGER; -- from the removal until everything is erased
-- JSON of timelineEntrySchema without id and time.
CREATE TABLE timeline (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, body TEXT NOT NULL);
-- Of what people are still to be notified.
CREATE TABLE notices (id TEXT PRIMARY KEY, at INTEGER NOT NULL, code TEXT NOT NULL, params TEXT NOT NULL);`,
  `
ALTER TABLE messages ADD COLUMN key_id TEXT;
-- What a host saw; the times of our own sends say nothing about what may have been missed.
CREATE INDEX messages_seen ON messages (timestamp) WHERE command_id IS NULL;
CREATE INDEX messages_open_acks ON messages (timestamp)
  WHERE direction = 'outbound' AND ack < 3 AND status IN ('pending', 'sent', 'delivered', 'unknown');
ALTER TABLE chats ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN wire_id TEXT;         -- the id under which the page knows the conversation
CREATE TABLE chat_aliases (alias_id TEXT PRIMARY KEY, chat_id TEXT NOT NULL);
CREATE INDEX chat_aliases_of ON chat_aliases (chat_id);
CREATE TABLE contact_aliases (alias_id TEXT PRIMARY KEY, contact_id TEXT NOT NULL);
CREATE INDEX contact_aliases_of ON contact_aliases (contact_id);
-- Merges that the audit has not heard of yet.
CREATE TABLE contact_merges (id TEXT PRIMARY KEY, kept_id TEXT NOT NULL, merged_id TEXT NOT NULL, at INTEGER NOT NULL);`,
  CONTENT_SCHEMA,
  `
-- Who asked for a send; null for what a host saw, and for rows of before it was kept (record/message-origin.ts).
ALTER TABLE messages ADD COLUMN origin_kind TEXT;
ALTER TABLE messages ADD COLUMN origin_id TEXT;`,
  `
ALTER TABLE session ADD COLUMN states_as_of INTEGER NOT NULL DEFAULT 0; -- newest look at what was done to messages
-- WhatsApp's notices about groups that were told: after an absence the host finds them again.
CREATE TABLE group_notices (key_id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX group_notices_at ON group_notices (at);`,
];
