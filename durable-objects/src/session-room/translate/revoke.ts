import { messageIdOf } from '@waqtor/core/deterministic-id';
import { emit } from '../event.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { readMessage } from '../record/message-record.ts';
import type { Translator } from './translate.ts';

/** M-5: deleted for everyone. The text goes, the message stays as a trace. */
export const translateRevoke: Translator<'revoke'> = (room, turn, fact, origin) => {
  const messageId = messageIdOf(room.sessionId, fact.keyId);
  if (readMessage(room, messageId)?.deleted_at) return;
  room.sql.exec("UPDATE messages SET body = '', deleted_at = ? WHERE id = ?", origin.at, messageId);
  const chatId = canonicalChat(room, fact.chatId);
  turn.chats.add(chatId);
  emit(
    room,
    turn,
    'message.deleted',
    { messageId, chatId, timestamp: new Date(origin.at).toISOString() },
    { subject: messageId },
    origin.at,
  );
};
