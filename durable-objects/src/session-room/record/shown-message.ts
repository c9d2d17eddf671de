import type { Message, MessageType } from '@waqtor/contracts';
import type { Room } from '../room.ts';
import { readContact } from './contact-record.ts';
import { readMedia, shownMedia } from './media-record.ts';
import { originOf } from './message-origin.ts';
import { contentOf, type MessageRecord, statusOf } from './message-record.ts';

const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** As every interface shows it (spec §0). */
export const shownMessage = (room: Room, row: MessageRecord): Message => {
  const media = row.media_id === null ? null : readMedia(room, row.media_id);
  return {
    id: row.id,
    waMessageId: row.wa_message_id,
    sessionId: room.sessionId,
    chatId: row.chat_id,
    direction: row.direction as Message['direction'],
    origin: originOf(row),
    from: row.sender,
    to: row.recipient,
    author: row.author,
    contact: readContact(room, row.contact_id),
    type: row.type as MessageType,
    body: row.body,
    status: statusOf(row),
    failure: row.failure_code === null ? null : { code: row.failure_code },
    media: media && shownMedia(media),
    quotedMessageId: row.quoted_message_id,
    interactive: row.interactive === null ? null : (JSON.parse(row.interactive) as Message['interactive']),
    renderedAs: row.rendered_as,
    content: contentOf(row),
    reactions: reactionsOf(room, row.id),
    isForwarded: row.is_forwarded === 1,
    scheduledAt: isoOf(row.scheduled_at),
    expiresAt: isoOf(expiryOf(room, row)),
    editedAt: isoOf(row.edited_at),
    deletedAt: isoOf(row.deleted_at),
    timestamp: new Date(row.timestamp).toISOString(),
    backfilled: row.backfilled === 1,
  };
};

const reactionsOf = (room: Room, messageId: string): NonNullable<Message['reactions']> =>
  room.sql
    .exec<{ who: string; emoji: string }>(
      "SELECT who, emoji FROM reactions WHERE message_id = ? AND emoji <> '' ORDER BY at",
      messageId,
    )
    .toArray()
    .map(({ who, emoji }) => ({ emoji, contactId: who === '' ? null : who }));

/** Only what was never dispatched expires. */
const expiryOf = (room: Room, { status, command_id }: MessageRecord): number | null =>
  status !== 'queued' || command_id === null
    ? null
    : (room.sql
        .exec<{ not_after: number | null }>(
          "SELECT not_after FROM commands WHERE id = ? AND state = 'queued'",
          command_id,
        )
        .toArray()[0]?.not_after ?? null);
