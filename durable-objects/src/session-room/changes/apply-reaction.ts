import { emit } from '../event.ts';
import { readContact } from '../record/contact-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { foundLater } from './found-later.ts';

/**
 * The newest reaction of one person, kept and told when it is another than before. One that was taken back leaves an
 * empty row, so that the copy of the taking back is known again. `isOwn`: ours.
 */
export const applyReaction = (room: Room, turn: Turn, reaction: Reaction, at: number): void => {
  const { messageId, chatId, emoji, contactId, isOwn } = reaction;
  const who = isOwn ? '' : contactId;
  const known = room.sql
    .exec<{ emoji: string }>('SELECT emoji FROM reactions WHERE message_id = ? AND who = ?', messageId, who)
    .toArray()[0];
  if (known?.emoji === emoji) return;
  room.sql.exec(
    `INSERT INTO reactions (message_id, who, emoji, at) VALUES (?, ?, ?, ?)
     ON CONFLICT (message_id, who) DO UPDATE SET emoji = excluded.emoji, at = excluded.at`,
    messageId,
    who,
    emoji,
    at,
  );
  const contact = readContact(room, contactId);
  const timestamp = new Date(at).toISOString();
  emit(
    room,
    turn,
    'message.reaction',
    { messageId, chatId, emoji, contact, timestamp, ...foundLater(reaction.isBackfilled) },
    { subject: messageId, discriminator: `${contactId}.${emoji}.${at}` },
    at,
  );
};

interface Reaction {
  messageId: string;
  chatId: string;
  /** Empty: taken back. */
  emoji: string;
  contactId: string;
  isOwn: boolean;
  /** It was missed and found later. */
  isBackfilled?: boolean;
}
