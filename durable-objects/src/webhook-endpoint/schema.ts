import { OUTBOX_SCHEMA } from '../shared/outbox.ts';
import { SCHEDULE_SCHEMA } from '../shared/schedule.ts';

/** Tables of one webhook endpoint; additive (shared/migrations). */
export const ENDPOINT_MIGRATIONS: readonly string[] = [
  `${SCHEDULE_SCHEMA}
${OUTBOX_SCHEMA}
CREATE TABLE settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  workspace_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  session_id TEXT,
  description TEXT NOT NULL,
  retry TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  disabled_reason TEXT,
  sealed_secrets TEXT NOT NULL,
  -- First failure since the last success, epoch ms.
  failing_since INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  removed_at INTEGER
);
-- attempts: made, numbers X-Waqtor-Attempt; failures: counted by the schedule (an attempt lost by us is not).
CREATE TABLE deliveries (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  event_name TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  -- pending: not before; sending: taken for lost after.
  due_at INTEGER,
  last_status INTEGER,
  last_error TEXT,
  created_at INTEGER NOT NULL,
  is_test INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX deliveries_due ON deliveries (state, due_at);
CREATE TABLE attempts (
  delivery_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  status INTEGER,
  error_code TEXT,
  request_headers TEXT NOT NULL,
  response_headers TEXT NOT NULL,
  response_excerpt TEXT NOT NULL,
  PRIMARY KEY (delivery_id, attempt)
);`,
  `ALTER TABLE settings ADD COLUMN filter TEXT;
ALTER TABLE settings ADD COLUMN payload TEXT NOT NULL DEFAULT 'full';
ALTER TABLE settings ADD COLUMN ordered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE settings ADD COLUMN throttle TEXT;
ALTER TABLE settings ADD COLUMN sealed_headers TEXT;
ALTER TABLE settings ADD COLUMN header_names TEXT NOT NULL DEFAULT '[]';
ALTER TABLE settings ADD COLUMN disabled_at INTEGER;
ALTER TABLE settings ADD COLUMN previous_expires_at INTEGER;
-- Somebody was told that it fails, since it began to.
ALTER TABLE settings ADD COLUMN failing_told INTEGER NOT NULL DEFAULT 0;
-- What is kept in order (core/webhook/order-lane). Where that matters, one that waits behind another has no due_at.
ALTER TABLE deliveries ADD COLUMN lane TEXT NOT NULL DEFAULT '';
-- schedule, manual, recovery, test; of the attempt that comes.
ALTER TABLE deliveries ADD COLUMN cause TEXT NOT NULL DEFAULT 'schedule';
-- manual: what it was and is again when the attempt fails.
ALTER TABLE deliveries ADD COLUMN held_state TEXT;
ALTER TABLE deliveries ADD COLUMN held_due INTEGER;
ALTER TABLE deliveries ADD COLUMN recovering INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN last_duration_ms INTEGER;
ALTER TABLE deliveries ADD COLUMN last_attempt_at TEXT;
ALTER TABLE deliveries ADD COLUMN expunged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempts ADD COLUMN cause TEXT NOT NULL DEFAULT 'schedule';
DROP INDEX deliveries_due;
-- Settled ones are in none of these four: they stay small however long the log is.
CREATE INDEX deliveries_queue ON deliveries (due_at, n) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_active ON deliveries (lane, n) WHERE due_at IS NOT NULL;
CREATE INDEX deliveries_waiting ON deliveries (lane, n) WHERE state = 'pending' AND due_at IS NULL;
CREATE INDEX deliveries_recovering ON deliveries (n) WHERE recovering = 1;
CREATE INDEX deliveries_state ON deliveries (state, n);
CREATE INDEX deliveries_type ON deliveries (event_type, n);
CREATE INDEX deliveries_event ON deliveries (event_id);
CREATE INDEX deliveries_created ON deliveries (created_at, n);
CREATE TABLE pacing (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  breaker_failures INTEGER NOT NULL DEFAULT 0,
  breaker_opens INTEGER NOT NULL DEFAULT 0,
  breaker_open_until INTEGER,
  bucket_tokens REAL,
  bucket_at INTEGER
);
INSERT INTO pacing (id) VALUES (1);
-- Counts of an hour (epoch hours). kind: delivery (added, delivered, failed), attempt (ok or an error code), ms (a bound).
CREATE TABLE tallies (
  hour INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (hour, kind, name)
) WITHOUT ROWID;
-- People to be told; struck off when D1 has taken them.
CREATE TABLE notices (id TEXT PRIMARY KEY, code TEXT NOT NULL, type TEXT NOT NULL, params TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE recovery (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  total INTEGER NOT NULL,
  next_since TEXT,
  done INTEGER NOT NULL DEFAULT 0,
  delivered INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  -- How far it has taken: recover, n of a delivery; replay_missing, seq of the log.
  position INTEGER NOT NULL DEFAULT 0,
  last_position INTEGER NOT NULL,
  taken INTEGER NOT NULL DEFAULT 0,
  is_fed INTEGER NOT NULL DEFAULT 0
);`,
  `-- In the index of D1; those from before were put there before they were made.
ALTER TABLE settings ADD COLUMN is_listed INTEGER NOT NULL DEFAULT 1;
-- Ids of the latest rotations, newest first.
ALTER TABLE settings ADD COLUMN rotations TEXT NOT NULL DEFAULT '[]';`,
];
