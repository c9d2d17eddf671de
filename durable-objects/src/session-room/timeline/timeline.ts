import { ok, type Page, refuse, type Result, type TimelineEntry } from '@waqtor/contracts';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';
import type { Room } from '../room.ts';

export const MAX_ENTRIES = 500;
export const ENTRY_TTL_MS = 30 * 24 * 3_600_000;
const MAX_LIMIT = 100;

/** An entry as it is noted: the room gives id and time. */
type Noted<T extends TimelineEntry = TimelineEntry> = T extends T ? Omit<T, 'id' | 'at'> : never;
type Row = { n: number; at: number; body: string };

/**
 * Call inside the transaction of the fact. Entries stand in the order in which the room learnt of them, under its own
 * clock: that of a host may be off by minutes, and its facts come in their order anyway.
 */
export const noteInTimeline = (room: Room, entry: Noted): void => {
  const { n } = room.sql
    .exec<{ n: number }>('INSERT INTO timeline (at, body) VALUES (?, ?) RETURNING n', Date.now(), JSON.stringify(entry))
    .one();
  room.sql.exec('DELETE FROM timeline WHERE n <= ?', n - MAX_ENTRIES);
};

/** Newest first; a page is stable while entries are added, because the cursor is a place and not a number. */
export const timeline = (room: Room, query: { cursor?: string; limit: number }): Result<Page<TimelineEntry>> => {
  const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : placeOf(query.cursor);
  if (before === null) return refuse('invalid_cursor');
  const limit = Math.min(Math.max(1, query.limit), MAX_LIMIT);
  const rows = room.sql
    .exec<Row>(
      'SELECT n, at, body FROM timeline WHERE n < ? AND at > ? ORDER BY n DESC LIMIT ?',
      before,
      Date.now() - ENTRY_TTL_MS,
      limit + 1,
    )
    .toArray();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return ok({
    data: shown.map(shownEntry),
    nextCursor: hasMore && last ? encodeCursor([String(last.n)]) : null,
    hasMore,
  });
};

const shownEntry = ({ n, at, body }: Row): TimelineEntry => ({
  ...(JSON.parse(body) as Noted),
  id: String(n),
  at: new Date(at).toISOString(),
});

/** Null when it is not one of ours. */
const placeOf = (cursor: string): number | null => {
  const [text] = decodeCursor(cursor, 1) ?? [];
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
};
