import { SCHEDULE_SCHEMA } from '../shared/schedule.ts';

/** Numbered steps for `migrate`; additive only. Times are epoch milliseconds. */
export const FLEET_SCHEMA: readonly string[] = [
  SCHEDULE_SCHEMA,
  `
CREATE TABLE hosts (
  host_id TEXT PRIMARY KEY,
  workspace_id TEXT,          -- null: a host of the operator
  store_id TEXT NOT NULL,
  capacity INTEGER NOT NULL,
  host_version TEXT NOT NULL,
  telemetry TEXT,             -- JSON
  seen_at INTEGER NOT NULL
);
-- Sessions whose data lies in a host's store, as its last hello said.
CREATE TABLE host_sessions (
  host_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  PRIMARY KEY (host_id, session_id)
);
CREATE TABLE leases (
  session_id TEXT PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  desired TEXT NOT NULL,
  epoch INTEGER NOT NULL DEFAULT 0,
  holder TEXT,                -- host id, null when nobody holds it
  renewed_at INTEGER NOT NULL DEFAULT 0,
  ttl_ms INTEGER NOT NULL DEFAULT 0,
  last_host TEXT,
  last_store TEXT,
  released_by TEXT
);
CREATE INDEX leases_holder ON leases (holder);
-- Numbers the control sockets of each host: the newest is served.
CREATE TABLE links (host_id TEXT PRIMARY KEY, link_no INTEGER NOT NULL);`,
];
