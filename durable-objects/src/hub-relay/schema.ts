import { LOG_SCHEMA } from '../client-hub/log/schema.ts';
import { MONITOR_SCHEMA } from '../client-hub/monitor/schema.ts';
import { SCHEDULE_SCHEMA } from '../shared/schedule.ts';

/** Tables of one relay; additive (shared/migrations). `relay_sessions`: one row, all sessions as a JSON array. */
export const RELAY_MIGRATIONS: readonly string[] = [
  `${SCHEDULE_SCHEMA}
${LOG_SCHEMA}
${MONITOR_SCHEMA}
CREATE TABLE relay_sessions (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);`,
];
