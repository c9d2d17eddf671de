import { type Message, type MessageQuery, ok, type Page, refuse, type Result } from '@waqtor/contracts';
import { findMessage, type MessageRecord, shownMessage } from '../record/message-record.ts';
import type { Room } from '../room.ts';
import { fromCursor, toCursor } from './cursor.ts';

const MAX_LIMIT = 100;

/** M-6, newest first; a page is stable while new messages come in, because the cursor is a place and not a number. */
export const listMessages = (room: Room, query: MessageQuery): Result<Page<Message>> => {
  const where: string[] = [];
  const bindings: (string | number)[] = [];
  const filter = (clause: string, ...values: (string | number | undefined)[]): void => {
    if (values.some((value) => value === undefined)) return;
    where.push(clause);
    bindings.push(...(values as (string | number)[]));
  };
  const place = query.cursor === undefined ? undefined : fromCursor(query.cursor);
  if (place === null) return refuse('invalid_cursor');
  filter('chat_id = ?', query.chatId);
  filter('direction = ?', query.direction);
  filter('status = ?', query.status);
  filter('timestamp >= ?', query.since === undefined ? undefined : Date.parse(query.since));
  filter('(timestamp, id) < (?, ?)', place?.timestamp, place?.id);
  const limit = Math.min(Math.max(1, query.limit), MAX_LIMIT);
  const rows = room.sql
    .exec<MessageRecord>(
      `SELECT * FROM messages ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
       ORDER BY timestamp DESC, id DESC LIMIT ?`,
      ...bindings,
      limit + 1,
    )
    .toArray();
  const hasMore = rows.length > limit;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return ok({
    data: shown.map((row) => shownMessage(room, row)),
    nextCursor: hasMore && last ? toCursor(last) : null,
    hasMore,
  });
};

export const getMessage = (room: Room, id: string): Result<Message> => {
  const row = findMessage(room, id);
  return row ? ok(shownMessage(room, row)) : refuse('not_found');
};
