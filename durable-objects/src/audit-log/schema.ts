import { SCHEDULE_SCHEMA } from '../shared/schedule.ts';

/** Tables of one audit log; additive (shared/migrations). */
export const AUDIT_LOG_MIGRATIONS: readonly string[] = [
  `${SCHEDULE_SCHEMA}
CREATE TABLE identity (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  workspace_id TEXT NOT NULL
);
-- Our own copy decides: whoever can write to D1 cannot write here.
CREATE TABLE chain (
  seq INTEGER PRIMARY KEY,
  row_id TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL
);`,
];
