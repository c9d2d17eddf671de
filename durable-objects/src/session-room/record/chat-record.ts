import type { Chat, MessageStatus, MessageType } from '@waqtor/contracts';
import { previewOf } from '@waqtor/core/session/cut-body';
import type { Room } from '../room.ts';
import { aliasesOf } from './chat-alias.ts';
import { originOf } from './message-origin.ts';
import type { MessageRecord } from './message-record.ts';

type ChatRow = {
  chat_id: string;
  name: string | null;
  contact_id: string | null;
  is_group: number;
  unread: number;
  last_at: number;
  archived_at: number | null;
  resolved_at: number | null;
  is_blocked: number;
  assigned_to: string | null;
  handover_until: number | null;
  last_inbound_at: number | null;
  phone: string | null;
  lid: string | null;
  contact_name: string | null;
  last_id: string | null;
  direction: string;
  type: string;
  body: string;
  status: string;
  timestamp: number;
  command_id: string | null;
  origin_kind: string | null;
  origin_id: string | null;
};

export const isGroupChat = (chatId: string): boolean => chatId.endsWith('@g.us');

/**
 * Puts a stored message into its chat; an older one (backfill) does not displace the last. WhatsApp's times are whole
 * seconds: within one second what arrived later is the later one, as in the thread. What backfill finds of before the
 * chat was last seen is not unread. What the other side writes takes an archived chat back, and one that was done with,
 * unless backfill finds it to be of before. `wireId`: the id under which the page speaks of the conversation; null: not heard.
 */
export const noteInChat = (
  room: Room,
  message: MessageRecord,
  { name, wireId }: { name: string | null; wireId: string | null },
): void => {
  const unread = message.direction === 'inbound' ? 1 : 0;
  const isGroup = isGroupChat(message.chat_id);
  room.sql.exec(
    `INSERT INTO chats (chat_id, name, contact_id, is_group, unread, last_message_id, last_at, wire_id,
       last_inbound_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, CASE WHEN ?5 = 1 THEN ?7 END)
     ON CONFLICT (chat_id) DO UPDATE SET
       name = COALESCE(excluded.name, name),
       contact_id = COALESCE(excluded.contact_id, contact_id),
       wire_id = COALESCE(excluded.wire_id, wire_id),
       unread = unread + CASE WHEN ?9 = 1 AND excluded.last_at <= seen_at THEN 0 ELSE excluded.unread END,
       last_message_id = CASE WHEN CAST(excluded.last_at / 1000 AS INTEGER) >= last_at / 1000
         THEN excluded.last_message_id ELSE last_message_id END,
       last_at = MAX(last_at, excluded.last_at),
       last_inbound_at = MAX(COALESCE(last_inbound_at, excluded.last_inbound_at),
         COALESCE(excluded.last_inbound_at, last_inbound_at)),
       archived_at = CASE WHEN ?5 = 1 AND (?9 = 0 OR ?7 > archived_at) THEN NULL ELSE archived_at END,
       resolved_at = CASE WHEN ?5 = 1 AND (?9 = 0 OR ?7 > resolved_at) THEN NULL ELSE resolved_at END`,
    message.chat_id,
    name,
    isGroup ? null : message.contact_id,
    isGroup ? 1 : 0,
    unread,
    message.id,
    message.timestamp,
    wireId,
    message.backfilled,
  );
};

export const hasChat = (room: Room, chatId: string): boolean =>
  room.sql.exec('SELECT 1 FROM chats WHERE chat_id = ?', chatId).toArray().length > 0;

/** A group is named by its subject. True when that is news to a chat that exists. */
export const nameChat = (room: Room, chatId: string, name: string): boolean =>
  room.sql.exec('UPDATE chats SET name = ?1 WHERE chat_id = ?2 AND name IS NOT ?1', name, chatId).rowsWritten > 0;

/** When the other side wrote last, epoch milliseconds. */
export const lastInboundAt = (room: Room, chatId: string): number | null =>
  room.sql
    .exec<{ last_inbound_at: number | null }>('SELECT last_inbound_at FROM chats WHERE chat_id = ?', chatId)
    .toArray()[0]?.last_inbound_at ?? null;

/** Somebody read the chat now. True when there was something unread. */
export const clearUnread = (room: Room, chatId: string): boolean => {
  room.sql.exec('UPDATE chats SET seen_at = ? WHERE chat_id = ?', Date.now(), chatId);
  return room.sql.exec('UPDATE chats SET unread = 0 WHERE chat_id = ? AND unread > 0', chatId).rowsWritten > 0;
};

/** The id that means this conversation to the page. */
export const wireIdOf = (room: Room, chatId: string): string =>
  room.sql.exec<{ wire_id: string | null }>('SELECT wire_id FROM chats WHERE chat_id = ?', chatId).toArray()[0]
    ?.wire_id ?? chatId;

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** As the inbox shows it. `updatedAt` is the time of the last message: the order of the inbox. */
export const readChat = (room: Room, chatId: string): Chat | null => {
  const row = room.sql
    .exec<ChatRow>(
      `SELECT chats.chat_id, chats.name, chats.contact_id, is_group, unread, last_at,
         archived_at, resolved_at, is_blocked, assigned_to, handover_until, last_inbound_at,
         contacts.phone, contacts.lid, contacts.name AS contact_name,
         messages.id AS last_id, direction, type, body, status, timestamp,
         command_id, origin_kind, origin_id
       FROM chats LEFT JOIN contacts ON contacts.id = chats.contact_id LEFT JOIN messages ON messages.id = last_message_id
       WHERE chats.chat_id = ?`,
      chatId,
    )
    .toArray()[0];
  if (!row) return null;
  const aliases = row.is_group === 1 ? [] : aliasesOf(room, chatId);
  return {
    sessionId: room.sessionId,
    chatId: row.chat_id,
    ...(aliases.length > 0 ? { aliases } : {}),
    name: row.name,
    contact:
      row.contact_id === null ? null : { id: row.contact_id, phone: row.phone, lid: row.lid, name: row.contact_name },
    isGroup: row.is_group === 1,
    isArchived: row.archived_at !== null,
    isBlocked: row.is_blocked === 1,
    isResolved: row.resolved_at !== null,
    assignedTo: row.assigned_to,
    handoverUntil: isoOf(row.handover_until),
    lastInboundAt: isoOf(row.last_inbound_at),
    unreadCount: row.unread,
    lastMessage:
      row.last_id === null
        ? null
        : {
            id: row.last_id,
            direction: row.direction as 'inbound' | 'outbound',
            type: row.type as MessageType,
            preview: previewOf(row.body),
            status: row.status as MessageStatus,
            origin: originOf(row),
            timestamp: new Date(row.timestamp).toISOString(),
          },
    updatedAt: new Date(row.last_at).toISOString(),
  };
};
