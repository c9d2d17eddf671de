import type { Message, MessageStatus, MessageType } from '@waqtor/contracts';
import type { Room } from '../room.ts';
import { readContact } from './contact-record.ts';
import { readMedia, shownMedia } from './media-record.ts';

/** One row of `messages`. Times are epoch milliseconds. */
export type MessageRecord = {
  id: string;
  wa_message_id: string | null;
  chat_id: string;
  direction: string;
  sender: string;
  recipient: string;
  author: string | null;
  contact_id: string;
  type: string;
  body: string;
  status: string;
  ack: number;
  failure_code: string | null;
  media_id: string | null;
  quoted_message_id: string | null;
  command_id: string | null;
  timestamp: number;
  backfilled: number;
  deleted_at: number | null;
  /** WhatsApp's `key.id`; null for rows of before it was kept. */
  key_id: string | null;
};

export const readMessage = (room: Room, id: string): MessageRecord | null =>
  room.sql.exec<MessageRecord>('SELECT * FROM messages WHERE id = ?', id).toArray()[0] ?? null;

/** By our id or by WhatsApp's. */
export const findMessage = (room: Room, id: string): MessageRecord | null =>
  readMessage(room, id) ??
  room.sql.exec<MessageRecord>('SELECT * FROM messages WHERE wa_message_id = ? LIMIT 1', id).toArray()[0] ??
  null;

export const insertMessage = (room: Room, message: MessageRecord): void => {
  room.sql.exec(
    `INSERT INTO messages (id, wa_message_id, chat_id, direction, sender, recipient, author, contact_id, type, body,
       status, ack, failure_code, media_id, quoted_message_id, command_id, timestamp, backfilled, deleted_at,
       key_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    message.id,
    message.wa_message_id,
    message.chat_id,
    message.direction,
    message.sender,
    message.recipient,
    message.author,
    message.contact_id,
    message.type,
    message.body,
    message.status,
    message.ack,
    message.failure_code,
    message.media_id,
    message.quoted_message_id,
    message.command_id,
    message.timestamp,
    message.backfilled,
    message.deleted_at,
    message.key_id,
  );
};

/** As every interface shows it (spec §0). */
export const shownMessage = (room: Room, row: MessageRecord): Message => {
  const media = row.media_id === null ? null : readMedia(room, row.media_id);
  return {
    id: row.id,
    waMessageId: row.wa_message_id,
    sessionId: room.sessionId,
    chatId: row.chat_id,
    direction: row.direction as Message['direction'],
    from: row.sender,
    to: row.recipient,
    author: row.author,
    contact: readContact(room, row.contact_id),
    type: row.type as MessageType,
    body: row.body,
    status: row.status as MessageStatus,
    failure: row.failure_code === null ? null : { code: row.failure_code },
    media: media && shownMedia(media),
    quotedMessageId: row.quoted_message_id,
    interactive: null,
    renderedAs: null,
    timestamp: new Date(row.timestamp).toISOString(),
    backfilled: row.backfilled === 1,
  };
};
