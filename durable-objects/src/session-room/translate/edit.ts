import { fingerprintOf, messageIdOf } from '@waqtor/core/deterministic-id';
import { emit } from '../event.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { readMessage } from '../record/message-record.ts';
import type { Translator } from './translate.ts';

/** M-5. An edit that changes nothing (a backfilled copy) is not told again. */
export const translateEdit: Translator<'edit'> = (room, turn, fact, origin) => {
  const messageId = messageIdOf(room.sessionId, fact.keyId);
  const message = readMessage(room, messageId);
  if (message && (message.body === fact.body || message.deleted_at !== null)) return;
  room.sql.exec('UPDATE messages SET body = ? WHERE id = ?', fact.body, messageId);
  const chatId = canonicalChat(room, fact.chatId);
  turn.chats.add(chatId);
  emit(
    room,
    turn,
    'message.edited',
    { messageId, chatId, body: fact.body, timestamp: new Date(origin.at).toISOString() },
    { subject: messageId, discriminator: fingerprintOf(fact.body, String(origin.at)) },
    origin.at,
  );
};
