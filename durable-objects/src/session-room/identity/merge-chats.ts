import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';

/** Puts the messages of two ids of one conversation into one thread; the row of `from` is gone afterwards. */
export const mergeChats = (room: Room, turn: Turn, { from, to }: { from: string; to: string }): void => {
  if (!hasChat(room, from)) return;
  room.sql.exec('UPDATE messages SET chat_id = ? WHERE chat_id = ?', to, from);
  if (hasChat(room, to)) {
    room.sql.exec(
      `UPDATE chats SET
         name = COALESCE(chats.name, other.name),
         unread = chats.unread + other.unread,
         seen_at = MIN(chats.seen_at, other.seen_at),
         wire_id = CASE WHEN other.last_at > chats.last_at THEN COALESCE(other.wire_id, chats.wire_id)
           ELSE COALESCE(chats.wire_id, other.wire_id) END,
         last_message_id = CASE WHEN other.last_at > chats.last_at THEN other.last_message_id
           ELSE chats.last_message_id END,
         last_at = MAX(chats.last_at, other.last_at)
       FROM chats AS other WHERE chats.chat_id = ? AND other.chat_id = ?`,
      to,
      from,
    );
    room.sql.exec('DELETE FROM chats WHERE chat_id = ?', from);
  } else {
    room.sql.exec('UPDATE chats SET chat_id = ? WHERE chat_id = ?', to, from);
  }
  turn.chats.delete(from);
};

const hasChat = (room: Room, chatId: string): boolean =>
  room.sql.exec('SELECT 1 FROM chats WHERE chat_id = ?', chatId).toArray().length > 0;
