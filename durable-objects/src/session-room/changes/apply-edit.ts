import { fingerprintOf } from '@waqtor/core/deterministic-id';
import { emit } from '../event.ts';
import { readMessage, rewriteMessage } from '../record/message-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { foundLater } from './found-later.ts';

/**
 * M-5: a text as it now is, by the outcome of our own order or by the fact that comes back from the page: whichever is
 * first tells it, and the second, as a backfilled copy, finds nothing changed.
 */
export const applyEdit = (
  room: Room,
  turn: Turn,
  of: { messageId: string; chatId: string; body: string; isBackfilled?: boolean },
  at: number,
): void => {
  const { messageId, chatId, body } = of;
  const message = readMessage(room, messageId);
  if (message && (message.body === body || message.deleted_at !== null)) return;
  if (message) rewriteMessage(room, message, body, at);
  turn.chats.add(chatId);
  emit(
    room,
    turn,
    'message.edited',
    { messageId, chatId, body, timestamp: new Date(at).toISOString(), ...foundLater(of.isBackfilled) },
    { subject: messageId, discriminator: fingerprintOf(body, String(at)) },
    at,
  );
};
