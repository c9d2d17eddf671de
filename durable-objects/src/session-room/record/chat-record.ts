import type { Chat, MessageStatus, MessageType } from '@waqtor/contracts';
import { previewOf } from '@waqtor/core/session/cut-body';
import type { Room } from '../room.ts';
import { readContact } from './contact-record.ts';
import { readMessage, type MessageRecord } from './message-record.ts';

type ChatRow = {
  chat_id: string;
  name: string | null;
  contact_id: string | null;
  is_group: number;
  unread: number;
  last_message_id: string | null;
  last_at: number;
};

export const isGroupChat = (chatId: string): boolean => chatId.endsWith('@g.us');

/** Puts a stored message into its chat; an older one (backfill) does not displace the last. */
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
       last_message_id = CASE WHEN excluded.last_at >= last_at THEN excluded.last_message_id ELSE last_message_id END,
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
  const row = room.sql.exec<ChatRow>('SELECT * FROM chats WHERE chat_id = ?', chatId).toArray()[0];
  if (!row) return null;
  const last = row.last_message_id === null ? null : readMessage(room, row.last_message_id);
  return {
    sessionId: room.sessionId,
    chatId: row.chat_id,
    name: row.name,
    contact: row.contact_id === null ? null : readContact(room, row.contact_id),
    isGroup: row.is_group === 1,
    unreadCount: row.unread,
    lastMessage: last && {
      id: last.id,
      direction: last.direction as 'inbound' | 'outbound',
      type: last.type as MessageType,
      preview: previewOf(last.body),
      status: last.status as MessageStatus,
      timestamp: new Date(last.timestamp).toISOString(),
    },
    updatedAt: new Date(row.last_at).toISOString(),
  };
};
