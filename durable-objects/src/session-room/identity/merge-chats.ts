import { hasChat } from '../record/chat-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';

/** Puts the messages of two ids of one conversation into one thread; the row of `from` is gone afterwards. */
export const mergeChats = (room: Room, turn: Turn, { from, to }: { from: string; to: string }): void => {
  if (!hasChat(room, from)) return;
  for (const table of ['messages', 'menus', 'notes']) {
    room.sql.exec(`UPDATE ${table} SET chat_id = ? WHERE chat_id = ?`, to, from);
  }
  room.sql.exec("UPDATE commands SET chat_id = ? WHERE chat_id = ? AND state = 'queued'", to, from);
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
         last_at = MAX(chats.last_at, other.last_at),
         archived_at = CASE WHEN other.archived_at IS NULL THEN NULL ELSE chats.archived_at END,
         resolved_at = CASE WHEN other.resolved_at IS NULL THEN NULL ELSE chats.resolved_at END,
         is_blocked = MAX(chats.is_blocked, other.is_blocked),
         assigned_to = COALESCE(chats.assigned_to, other.assigned_to),
         handover_until = NULLIF(MAX(COALESCE(chats.handover_until, 0), COALESCE(other.handover_until, 0)), 0),
         last_inbound_at = NULLIF(MAX(COALESCE(chats.last_inbound_at, 0), COALESCE(other.last_inbound_at, 0)), 0)
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
