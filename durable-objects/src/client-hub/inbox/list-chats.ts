import { type Chat, type ChatQuery, ok, type Page, refuse, type Result } from '@waqtor/contracts';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';
import { personQuery } from '@waqtor/core/text/person-key';

const MAX_LIMIT = 100;

/** A partial index serves a query only when its condition stands there word for word. */
const FILTERS: Record<NonNullable<ChatQuery['filter']>, string> = {
  all: 'is_archived = 0',
  unread: 'is_archived = 0 AND is_unread = 1',
  mine: 'is_archived = 0 AND assigned_to = ?',
  unassigned: 'is_archived = 0 AND assigned_to IS NULL',
  archived: 'is_archived = 1',
  groups: 'is_archived = 0 AND is_group = 1',
};

interface Statement {
  sql: string;
  bindings: (string | number)[];
}

/** Exported for the test that looks at its plan. */
export const chatsStatement = (query: ChatQuery, after: string[] | null, limit: number): Statement => {
  const where: string[] = [];
  const bindings: (string | number)[] = [];
  const add = (clause: string, ...values: string[]): void => {
    where.push(clause);
    bindings.push(...values);
  };
  const filter = query.filter ?? 'all';
  // Nobody is nobody's: a caller without a person has no chats of their own.
  add(FILTERS[filter], ...(filter === 'mine' ? [query.userId ?? ''] : []));
  if (query.sessionId !== undefined) add('session_id = ?', query.sessionId);
  const q = query.q === undefined ? '' : personQuery(query.q);
  if (q !== '') add('instr(folded, ?) > 0', q);
  if (after) add('(updated_at, session_id, chat_id) < (?, ?, ?)', ...after);
  const sql = `SELECT body FROM chats WHERE ${where.join(' AND ')}
    ORDER BY updated_at DESC, session_id DESC, chat_id DESC LIMIT ?`;
  return { sql, bindings: [...bindings, limit] };
};

/** Latest first; `invalid_cursor` for a cursor that is not ours. A cursor is a place: what comes in does not move it. */
export const listChats = (sql: SqlStorage, query: ChatQuery): Result<Page<Chat>> => {
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, 3);
  if (query.cursor !== undefined && after === null) return refuse('invalid_cursor');
  const limit = Math.min(Math.max(1, query.limit), MAX_LIMIT);
  const statement = chatsStatement(query, after, limit + 1);
  const rows = sql.exec<{ body: string }>(statement.sql, ...statement.bindings).toArray();
  const data = rows.slice(0, limit).map((row) => JSON.parse(row.body) as Chat);
  const last = data.at(-1);
  const hasMore = rows.length > limit;
  const nextCursor = hasMore && last ? encodeCursor([last.updatedAt, last.sessionId, last.chatId]) : null;
  return ok({ data, nextCursor, hasMore });
};
