import type { Room } from '../room.ts';

/** Enough to see what was wrong; larger facts are cut. */
const MAX_QUARANTINE_CHARS = 8_192;
const MAX_QUARANTINE_ROWS = 1_000;

/** The last n stored of a host store; 0 for a store never seen. */
export const lastEventOf = (room: Room, storeId: string): number =>
  room.sql.exec<{ last_n: number }>('SELECT last_n FROM stores WHERE store_id = ?', storeId).toArray()[0]?.last_n ?? 0;

/** Moves the mark of a store forward, never back; remembers a store seen for the first time. */
export const markEvent = (room: Room, storeId: string, n: number): void => {
  room.sql.exec(
    `INSERT INTO stores (store_id, last_n, first_seen_at) VALUES (?, ?, ?)
     ON CONFLICT (store_id) DO UPDATE SET
       hole_link = CASE WHEN excluded.last_n > last_n THEN NULL ELSE hole_link END,
       last_n = MAX(last_n, excluded.last_n)`,
    storeId,
    n,
    Date.now(),
  );
};

/** The link that last sent rows with a hole after the mark; null when the mark moved since. */
export const holeLinkOf = (room: Room, storeId: string): number | null =>
  room.sql.exec<{ hole_link: number | null }>('SELECT hole_link FROM stores WHERE store_id = ?', storeId).toArray()[0]
    ?.hole_link ?? null;

export const markHole = (room: Room, storeId: string, linkNo: number): void => {
  room.sql.exec('UPDATE stores SET hole_link = ? WHERE store_id = ?', linkNo, storeId);
};

/** Keeps a fact that was not understood; `reason` holds paths and codes only. */
export const quarantine = (room: Room, storeId: string, n: number, fact: unknown, reason: string): void => {
  room.sql.exec(
    'INSERT OR IGNORE INTO quarantine (store_id, n, reason, fact, at) VALUES (?, ?, ?, ?, ?)',
    storeId,
    n,
    reason.slice(0, 500),
    (JSON.stringify(fact) ?? 'null').slice(0, MAX_QUARANTINE_CHARS),
    Date.now(),
  );
  room.sql.exec(
    'DELETE FROM quarantine WHERE rowid IN (SELECT rowid FROM quarantine ORDER BY at DESC LIMIT -1 OFFSET ?)',
    MAX_QUARANTINE_ROWS,
  );
};
