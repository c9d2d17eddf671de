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
];
