import { messageIdOf } from '@waqtor/core/deterministic-id';
import { applyDeletion } from '../changes/apply-deletion.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import type { Translator } from './translate.ts';

/** M-5: deleted for everyone. */
export const translateRevoke: Translator<'revoke'> = (room, turn, { keyId, chatId }, origin) => {
  const messageId = messageIdOf(room.sessionId, keyId);
  applyDeletion(room, turn, { messageId, chatId: canonicalChat(room, chatId), for: 'everyone' }, origin.at);
};
