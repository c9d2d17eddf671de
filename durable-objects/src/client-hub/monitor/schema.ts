import { OUTBOX_SCHEMA } from '../../shared/outbox.ts';

/** Times are epoch ms. The outbox holds the alerts on their way into the hub's own log. */
export const MONITOR_SCHEMA = `
-- JSON of HubCounts.
CREATE TABLE counters (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
-- JSON of the thresholds that were changed; the others are the defaults.
CREATE TABLE thresholds (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
-- body is JSON of a MonitorSnapshot; totals of what was counted by then, from which the next one is reckoned.
CREATE TABLE snapshots (at INTEGER PRIMARY KEY, body TEXT NOT NULL, totals TEXT NOT NULL);
-- What stands; body is JSON of a MonitorAlert.
CREATE TABLE alerts (metric TEXT PRIMARY KEY, body TEXT NOT NULL);
-- Alerts that people are still to be notified of.
CREATE TABLE notices (event_id TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
${OUTBOX_SCHEMA}`;
