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
  `
ALTER TABLE hosts ADD COLUMN region TEXT;
ALTER TABLE hosts ADD COLUMN volume_id TEXT;
ALTER TABLE hosts ADD COLUMN is_draining INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hosts ADD COLUMN is_drain_told INTEGER NOT NULL DEFAULT 1; -- 0: changed, and not heard of since
ALTER TABLE hosts ADD COLUMN told_capacity INTEGER;                    -- null: nothing told since the hello
ALTER TABLE hosts ADD COLUMN told_at INTEGER;                          -- of telemetry and health
ALTER TABLE hosts ADD COLUMN health TEXT;                              -- JSON, one entry a session
ALTER TABLE leases ADD COLUMN owed_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE leases ADD COLUMN last_volume TEXT;
ALTER TABLE leases ADD COLUMN last_region TEXT;
ALTER TABLE leases ADD COLUMN revoke_reason TEXT; -- the holder was asked to end the session
ALTER TABLE leases ADD COLUMN target_host TEXT;   -- where an operator wants it
CREATE INDEX leases_workspace ON leases (workspace_id);
CREATE INDEX leases_target ON leases (target_host) WHERE target_host IS NOT NULL;
-- With host_sessions: what is still to be wiped, and where. The row itself stays: an id never comes back.
CREATE TABLE removed_sessions (session_id TEXT PRIMARY KEY, removed_at INTEGER NOT NULL);
CREATE INDEX host_sessions_session ON host_sessions (session_id);`,
  // A handshake that was checked just before its host was removed still arrives; ids never come back.
  'CREATE TABLE removed_hosts (host_id TEXT PRIMARY KEY, removed_at INTEGER NOT NULL);',
];
