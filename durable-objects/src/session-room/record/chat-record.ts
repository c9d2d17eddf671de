import type { Chat, MessageStatus, MessageType } from '@waqtor/contracts';
import { previewOf } from '@waqtor/core/session/cut-body';
import type { Room } from '../room.ts';
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
 * seconds: within one second what arrived later is the later one, as in the thread.
 */
export const noteInChat = (room: Room, message: MessageRecord, name: string | null): void => {
  const unread = message.direction === 'inbound' ? 1 : 0;
  const isGroup = isGroupChat(message.chat_id);
  room.sql.exec(
    `INSERT INTO chats (chat_id, name, contact_id, is_group, unread, last_message_id, last_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (chat_id) DO UPDATE SET
       name = COALESCE(excluded.name, name),
       contact_id = COALESCE(excluded.contact_id, contact_id),
       unread = unread + excluded.unread,
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
  );
};

/** True when there was something unread. */
export const clearUnread = (room: Room, chatId: string): boolean =>
  room.sql.exec('UPDATE chats SET unread = 0 WHERE chat_id = ? AND unread > 0', chatId).rowsWritten > 0;

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
  return {
    sessionId: room.sessionId,
    chatId: row.chat_id,
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
