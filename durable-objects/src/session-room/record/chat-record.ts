import type { Chat, MessageStatus, MessageType } from '@waqtor/contracts';
import { previewOf } from '@waqtor/core/session/cut-body';
import type { Room } from '../room.ts';
import { aliasesOf } from './chat-alias.ts';
import type { MessageRecord } from './message-record.ts';

type ChatRow = {
  chat_id: string;
  name: string | null;
  contact_id: string | null;
  is_group: number;
  unread: number;
  last_at: number;
  phone: string | null;
  lid: string | null;
  contact_name: string | null;
  last_id: string | null;
  direction: string;
  type: string;
  body: string;
  status: string;
  timestamp: number;
};

export const isGroupChat = (chatId: string): boolean => chatId.endsWith('@g.us');

/**
 * Puts a stored message into its chat; an older one (backfill) does not displace the last. WhatsApp's times are whole
 * seconds: within one second what arrived later is the later one, as in the thread. What backfill finds of before the
 * chat was last seen is not unread. `wireId`: the id under which the page speaks of the conversation; null: not heard.
 */
export const noteInChat = (
  room: Room,
  message: MessageRecord,
  { name, wireId }: { name: string | null; wireId: string | null },
): void => {
  const unread = message.direction === 'inbound' ? 1 : 0;
  const isGroup = isGroupChat(message.chat_id);
  room.sql.exec(
    `INSERT INTO chats (chat_id, name, contact_id, is_group, unread, last_message_id, last_at, wire_id)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (chat_id) DO UPDATE SET
       name = COALESCE(excluded.name, name),
       contact_id = COALESCE(excluded.contact_id, contact_id),
       wire_id = COALESCE(excluded.wire_id, wire_id),
       unread = unread + CASE WHEN ?9 = 1 AND excluded.last_at <= seen_at THEN 0 ELSE excluded.unread END,
       last_message_id = CASE WHEN CAST(excluded.last_at / 1000 AS INTEGER) >= last_at / 1000
         THEN excluded.last_message_id ELSE last_message_id END,
       last_at = MAX(last_at, excluded.last_at)`,
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

/** Somebody read the chat now. True when there was something unread. */
export const clearUnread = (room: Room, chatId: string): boolean => {
  room.sql.exec('UPDATE chats SET seen_at = ? WHERE chat_id = ?', Date.now(), chatId);
  return room.sql.exec('UPDATE chats SET unread = 0 WHERE chat_id = ? AND unread > 0', chatId).rowsWritten > 0;
};

/** The id that means this conversation to the page. */
export const wireIdOf = (room: Room, chatId: string): string =>
  room.sql.exec<{ wire_id: string | null }>('SELECT wire_id FROM chats WHERE chat_id = ?', chatId).toArray()[0]
    ?.wire_id ?? chatId;

/** As the inbox shows it. `updatedAt` is the time of the last message: the order of the inbox. */
export const readChat = (room: Room, chatId: string): Chat | null => {
  const row = room.sql
    .exec<ChatRow>(
      `SELECT chats.chat_id, chats.name, chats.contact_id, is_group, unread, last_at,
         contacts.phone, contacts.lid, contacts.name AS contact_name,
         messages.id AS last_id, direction, type, body, status, timestamp
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
            timestamp: new Date(row.timestamp).toISOString(),
          },
    updatedAt: new Date(row.last_at).toISOString(),
  };
};
