import { type Message, type MessageQuery, ok, type Page, refuse, type Result } from '@waqtor/contracts';
import { canonicalChat } from '../record/chat-alias.ts';
import { originClause } from '../record/message-origin.ts';
import { findMessage, type MessageRecord } from '../record/message-record.ts';
import { shownMessage } from '../record/shown-message.ts';
import { matchExpression } from '../search/index-text.ts';
import type { Room } from '../room.ts';
import { fromCursor, type Place, toCursor } from './cursor.ts';

const MAX_LIMIT = 100;

type ListedRow = MessageRecord & { arrival: number };

/** WhatsApp's times are whole seconds, ours are not: compared by the second, then by arrival, a thread reads right. */
const SECOND = 'timestamp / 1000';

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
  filter('chat_id = ?', query.chatId && canonicalChat(room, query.chatId));
  filter('direction = ?', query.direction);
  filter('status = ?', query.status);
  if (query.origin !== undefined) {
    const { clause, values } = originClause(query.origin);
    filter(clause, ...values);
  }
  const since = query.since === undefined ? undefined : Date.parse(query.since);
  filter(`${SECOND} >= ? AND timestamp >= ?`, since && Math.floor(since / 1000), since);
  filter(`(${SECOND}, rowid) < (?, ?)`, place?.second, place?.arrival);
  const words = query.q === undefined ? undefined : matchExpression(query.q);
  // Nothing that could be found by words: no row has it.
  if (words === null) return ok({ data: [], nextCursor: null, hasMore: false });
  filter('rowid IN (SELECT rowid FROM messages_text WHERE messages_text MATCH ?)', words);
  const limit = Math.min(Math.max(1, query.limit), MAX_LIMIT);
  const rows = room.sql
    .exec<ListedRow>(
      `SELECT *, rowid AS arrival FROM messages ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
       ORDER BY ${SECOND} DESC, rowid DESC LIMIT ?`,
      ...bindings,
      limit + 1,
    )
    .toArray();
  const hasMore = rows.length > limit;
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return ok({
    data: shown.map((row) => shownMessage(room, row)),
    nextCursor: hasMore && last ? toCursor(placeOf(last)) : null,
    hasMore,
  });
};

const placeOf = ({ timestamp, arrival }: ListedRow): Place => ({ second: Math.floor(timestamp / 1000), arrival });

export const getMessage = (room: Room, id: string): Result<Message> => {
  const row = findMessage(room, id);
  return row ? ok(shownMessage(room, row)) : refuse('not_found');
};
