import { type ContactDetail, ok, type Page, refuse, type Result } from '@waqtor/contracts';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';
import { personQuery } from '@waqtor/core/text/person-key';
import { canonicalChat } from '../record/chat-alias.ts';
import { lidChat, peerOfChat, phoneChat, readContact } from '../record/contact-record.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';

const MAX_LIMIT = 100;
const COLUMNS = 'id, phone, lid, name, first_seen_at, folded';
/** Groups and the account itself have rows too, and are nobody's contact. */
const IS_PERSON = '(phone IS NOT NULL OR lid IS NOT NULL) AND phone IS NOT ?1';

type ContactRow = {
  id: string;
  phone: string | null;
  lid: string | null;
  name: string | null;
  first_seen_at: number | null;
  folded: string | null;
};
type Figures = { is_blocked: number; last_at: number | null };

const ownPhone = (room: Room): string => readSession(room.sql).clientInfo?.phoneNumber ?? '';

/** M-6, by name, then number; `q` is part of either, folded. Pages go along the index contacts_folded. */
export const listContacts = (
  room: Room,
  query: { q?: string; cursor?: string; limit: number },
): Result<Page<ContactDetail>> => {
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor, 2);
  if (query.cursor !== undefined && after === null) return refuse('invalid_cursor');
  const q = query.q === undefined ? '' : personQuery(query.q);
  const limit = Math.min(Math.max(1, query.limit), MAX_LIMIT);
  const rows = room.sql
    .exec<ContactRow>(
      `SELECT ${COLUMNS} FROM contacts WHERE (folded, id) > (?2, ?3) AND instr(folded, ?4) > 0 AND ${IS_PERSON}
       ORDER BY folded, id LIMIT ?5`,
      ownPhone(room),
      after?.[0] ?? '',
      after?.[1] ?? '',
      q,
      limit + 1,
    )
    .toArray();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return ok({
    data: shown.map((row) => detailOf(room, row)),
    nextCursor: hasMore && last ? encodeCursor([last.folded ?? '', last.id]) : null,
    hasMore,
  });
};

/** By the id of the contact, or of one merged into it, or by a chat id. */
export const getContact = (room: Room, id: string): Result<ContactDetail> => {
  const row = id.includes('@') ? ofChat(room, id) : byId(room, readContact(room, id).id);
  return row ? ok(detailOf(room, row)) : refuse('not_found');
};

const byId = (room: Room, id: string): ContactRow | undefined =>
  room.sql
    .exec<ContactRow>(`SELECT ${COLUMNS} FROM contacts WHERE id = ?2 AND ${IS_PERSON}`, ownPhone(room), id)
    .toArray()[0];

const ofChat = (room: Room, chatId: string): ContactRow | undefined => {
  const { phone, lid } = peerOfChat(canonicalChat(room, chatId));
  const [column, value] = phone === null ? ['lid', lid] : ['phone', phone];
  if (value === null) return undefined;
  return room.sql.exec<ContactRow>(`SELECT ${COLUMNS} FROM contacts WHERE ${column} = ? LIMIT 1`, value).toArray()[0];
};

const detailOf = (room: Room, { id, phone, lid, name, first_seen_at }: ContactRow): ContactDetail => {
  const chatId = phone === null ? lidChat(lid ?? '') : phoneChat(phone);
  const chat = room.sql.exec<Figures>('SELECT is_blocked, last_at FROM chats WHERE chat_id = ?', chatId).toArray()[0];
  const { n } = room.sql.exec<{ n: number }>('SELECT COUNT(*) AS n FROM messages WHERE chat_id = ?', chatId).one();
  return {
    id,
    phone,
    lid,
    name,
    sessionId: room.sessionId,
    chatId,
    isBlocked: chat?.is_blocked === 1,
    firstSeenAt: first_seen_at === null ? null : new Date(first_seen_at).toISOString(),
    lastMessageAt: chat?.last_at ? new Date(chat.last_at).toISOString() : null,
    messageCount: n,
  };
};
