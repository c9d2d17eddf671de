import { messageIdOf } from '@waqtor/core/deterministic-id';
import { applyEdit } from '../changes/apply-edit.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import type { Translator } from './translate.ts';

/** M-5. An edit that changes nothing (a backfilled copy, the echo of ours) is not told again. */
export const translateEdit: Translator<'edit'> = (room, turn, { keyId, chatId, body }, origin) => {
  const messageId = messageIdOf(room.sessionId, keyId);
  applyEdit(room, turn, { messageId, chatId: canonicalChat(room, chatId), body }, origin.at);
};
