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
 * Call inside the transaction of the fact. `at` is epoch milliseconds by the clock of whoever saw it; what a host tells
 * late stands where it happened, and nothing stands in the future.
 */
export const noteInTimeline = (room: Room, entry: Noted, at: number = Date.now()): void => {
  const { n } = room.sql
    .exec<{ n: number }>(
      'INSERT INTO timeline (at, body) VALUES (?, ?) RETURNING n',
      Math.min(at, Date.now()),
      JSON.stringify(entry),
    )
    .one();
  room.sql.exec('DELETE FROM timeline WHERE n <= ?', n - MAX_ENTRIES);
};

/** Newest first; a page is stable while entries are added, because the cursor is a place and not a number. */
export const timeline = (room: Room, query: { cursor?: string; limit: number }): Result<Page<TimelineEntry>> => {
  const place = query.cursor === undefined ? null : placeOf(query.cursor);
  if (place === undefined) return refuse('invalid_cursor');
  const limit = Math.min(Math.max(1, query.limit), MAX_LIMIT);
  const rows = room.sql
    .exec<Row>(
      `SELECT n, at, body FROM timeline WHERE at > ? ${place ? 'AND (at, n) < (?, ?)' : ''}
       ORDER BY at DESC, n DESC LIMIT ?`,
      Date.now() - ENTRY_TTL_MS,
      ...(place ?? []),
      limit + 1,
    )
    .toArray();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return ok({
    data: shown.map(shownEntry),
    nextCursor: hasMore && last ? encodeCursor([String(last.at), String(last.n)]) : null,
    hasMore,
  });
};

const shownEntry = ({ n, at, body }: Row): TimelineEntry => ({
  ...(JSON.parse(body) as Noted),
  id: String(n),
  at: new Date(at).toISOString(),
});

/** Undefined when it is not one of ours. */
const placeOf = (cursor: string): [number, number] | undefined => {
  const [at, n] = (decodeCursor(cursor, 2) ?? []).map(Number);
  return Number.isSafeInteger(at) && Number.isSafeInteger(n) ? [at as number, n as number] : undefined;
};
