import type { MessageContent, MessageStatus } from '@waqtor/contracts';
import type { Room } from '../room.ts';
import { forgetText, indexText } from '../search/index-text.ts';

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
  /** JSON of messageContentSchema. */
  content: string | null;
  /** JSON: the answer that this message is. */
  interactive: string | null;
  rendered_as: string | null;
  is_forwarded: number;
  /** Send later: not before then. */
  scheduled_at: number | null;
  edited_at: number | null;
  /** Who asked for a send; read by `originOf`. */
  origin_kind: string | null;
  origin_id: string | null;
};

export const readMessage = (room: Room, id: string): MessageRecord | null =>
  room.sql.exec<MessageRecord>('SELECT * FROM messages WHERE id = ?', id).toArray()[0] ?? null;

/** By our id or by WhatsApp's. */
export const findMessage = (room: Room, id: string): MessageRecord | null =>
  readMessage(room, id) ??
  room.sql.exec<MessageRecord>('SELECT * FROM messages WHERE wa_message_id = ? LIMIT 1', id).toArray()[0] ??
  null;

/** What a row has that nothing else is known of. */
export const PLAIN = {
  wa_message_id: null,
  author: null,
  ack: 0,
  failure_code: null,
  media_id: null,
  quoted_message_id: null,
  command_id: null,
  backfilled: 0,
  deleted_at: null,
  key_id: null,
  content: null,
  interactive: null,
  rendered_as: null,
  is_forwarded: 0,
  scheduled_at: null,
  edited_at: null,
  origin_kind: null,
  origin_id: null,
} as const satisfies Partial<MessageRecord>;

const COLUMNS = [
  'id',
  'chat_id',
  'direction',
  'sender',
  'recipient',
  'contact_id',
  'type',
  'body',
  'status',
  'timestamp',
  ...(Object.keys(PLAIN) as (keyof typeof PLAIN)[]),
] as const satisfies readonly (keyof MessageRecord)[];
const INSERT = `INSERT INTO messages (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map(() => '?').join(', ')})
  RETURNING rowid`;

export const insertMessage = (room: Room, message: MessageRecord): void => {
  const { rowid } = room.sql.exec<{ rowid: number }>(INSERT, ...COLUMNS.map((column) => message[column])).one();
  indexText(room, rowid, message);
};

export const contentOf = (row: MessageRecord): MessageContent | null =>
  row.content === null ? null : (JSON.parse(row.content) as MessageContent);

/** The text after an edit; a message that the room never saw has no row to change. */
export const rewriteMessage = (room: Room, message: MessageRecord, body: string, at: number): void => {
  const { rowid } = room.sql
    .exec<{ rowid: number }>(
      'UPDATE messages SET body = ?, edited_at = ? WHERE id = ? RETURNING rowid',
      body,
      at,
      message.id,
    )
    .one();
  indexText(room, rowid, { ...message, body });
};

/** The text goes, the message stays as a trace. */
export const eraseMessage = (room: Room, id: string, at: number): void => {
  const rows = room.sql
    .exec<{ rowid: number }>(
      "UPDATE messages SET body = '', content = NULL, interactive = NULL, deleted_at = ? WHERE id = ? RETURNING rowid",
      at,
      id,
    )
    .toArray();
  for (const { rowid } of rows) forgetText(room, rowid);
};

export const statusOf = (row: MessageRecord): MessageStatus => row.status as MessageStatus;
