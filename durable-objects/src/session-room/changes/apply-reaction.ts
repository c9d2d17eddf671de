import { emit } from '../event.ts';
import { readContact } from '../record/contact-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';

/**
 * The newest reaction of one person, kept and told when it is another than before. One that was taken back leaves an
 * empty row, so that the copy of the taking back is known again. `isOwn`: ours.
 */
export const applyReaction = (
  room: Room,
  turn: Turn,
  { messageId, chatId, emoji, contactId, isOwn }: Reaction,
  at: number,
): void => {
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
  emit(
    room,
    turn,
    'message.reaction',
    { messageId, chatId, emoji, contact: readContact(room, contactId), timestamp: new Date(at).toISOString() },
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
}
