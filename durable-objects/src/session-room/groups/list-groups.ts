import { type Group, ok, type Page, refuse, type Result } from '@waqtor/contracts';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';
import type { Room } from '../room.ts';
import { groupOf, type GroupRow, shownGroup } from './group-record.ts';

const MAX_LIMIT = 100;
/** A page ends early rather than hold more people: an answer stays far below what an RPC carries. */
const MAX_PEOPLE = 5_000;

/** By chat id: an order that no change of a group moves. */
export const listGroups = (room: Room, query: { cursor?: string; limit: number }): Result<Page<Group>> => {
  const after = query.cursor === undefined ? [''] : decodeCursor(query.cursor, 1);
  if (after === null) return refuse('invalid_cursor');
  const limit = Math.min(Math.max(1, query.limit), MAX_LIMIT);
  const data: Group[] = [];
  let people = 0;
  let hasMore = false;
  for (const row of room.sql.exec<GroupRow>(
    'SELECT * FROM groups WHERE chat_id > ? ORDER BY chat_id LIMIT ?',
    after[0] as string,
    limit + 1,
  )) {
    const group = groupOf(row);
    people += group.participants.length;
    hasMore = data.length === limit || (data.length > 0 && people > MAX_PEOPLE);
    if (hasMore) break;
    data.push(shownGroup(room, group));
  }
  const last = data.at(-1);
  return ok({ data, nextCursor: hasMore && last ? encodeCursor([last.chatId]) : null, hasMore });
};
