import { messageIdOf } from '@waqtor/core/deterministic-id';
import { emit } from '../event.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { readContact } from '../record/contact-record.ts';
import type { Translator } from './translate.ts';

/** Told also for a message that the room never saw: the id is the one it would have. */
export const translateReaction: Translator<'reaction'> = (room, turn, fact, origin) => {
  const messageId = messageIdOf(room.sessionId, fact.targetKeyId);
  // In a chat of two the one who reacts may be we: the chat says nothing of them.
  const { phone, lid } = fact.peer;
  const contactId = rememberContact(room, turn, fact.peer, phone === null && lid === null ? fact.chatId : '');
  emit(
    room,
    turn,
    'message.reaction',
    {
      messageId,
      chatId: canonicalChat(room, fact.chatId),
      emoji: fact.emoji,
      contact: readContact(room, contactId),
      timestamp: new Date(origin.at).toISOString(),
    },
    { subject: messageId, discriminator: `${contactId}.${fact.emoji}.${origin.at}` },
    origin.at,
  );
};
