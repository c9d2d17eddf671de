import { emit } from '../event.ts';
import { eraseMessage, readMessage } from '../record/message-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { foundLater } from './found-later.ts';

/** M-5: deleted, for everyone or on our side alone. Told once, by whoever knows it first. */
export const applyDeletion = (
  room: Room,
  turn: Turn,
  of: { messageId: string; chatId: string; for: 'everyone' | 'me'; isBackfilled?: boolean },
  at: number,
): void => {
  const { messageId, chatId } = of;
  if (readMessage(room, messageId)?.deleted_at) return;
  eraseMessage(room, messageId, at);
  turn.chats.add(chatId);
  emit(
    room,
    turn,
    'message.deleted',
    { messageId, chatId, for: of.for, timestamp: new Date(at).toISOString(), ...foundLater(of.isBackfilled) },
    { subject: messageId },
    at,
  );
};
