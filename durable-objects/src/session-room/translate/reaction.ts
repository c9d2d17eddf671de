import { messageIdOf } from '@waqtor/core/deterministic-id';
import { applyReaction } from '../changes/apply-reaction.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { readSession } from '../record/session-record.ts';
import type { Translator } from './translate.ts';

/** Told also for a message that the room never saw: the id is the one it would have. */
export const translateReaction: Translator<'reaction'> = (room, turn, fact, origin) => {
  // In a chat of two the one who reacts may be we: the chat says nothing of them.
  const { phone, lid } = fact.peer;
  const contactId = rememberContact(room, turn, fact.peer, phone === null && lid === null ? fact.chatId : '');
  const isOwn = phone !== null && phone === readSession(room.sql).clientInfo?.phoneNumber;
  const of = { messageId: messageIdOf(room.sessionId, fact.targetKeyId), chatId: canonicalChat(room, fact.chatId) };
  applyReaction(room, turn, { ...of, emoji: fact.emoji, contactId, isOwn }, origin.at);
};
