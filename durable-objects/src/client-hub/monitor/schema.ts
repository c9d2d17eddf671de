/** `counters`: one row, JSON of HubCounts. */
export const MONITOR_SCHEMA = `
CREATE TABLE counters (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);`;
