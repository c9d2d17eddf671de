import { messageIdOf } from '@waqtor/core/deterministic-id';
import { emit } from '../event.ts';
import { readContact, rememberContact } from '../record/contact-record.ts';
import type { Translator } from './translate.ts';

/** Told also for a message that the room never saw: the id is the one it would have. */
export const translateReaction: Translator<'reaction'> = (room, turn, fact, origin) => {
  const messageId = messageIdOf(room.sessionId, fact.targetKeyId);
  const contactId = rememberContact(room, fact.peer, fact.chatId);
  emit(
    room,
    turn,
    'message.reaction',
    {
      messageId,
      chatId: fact.chatId,
      emoji: fact.emoji,
      contact: readContact(room, contactId),
      timestamp: new Date(origin.at).toISOString(),
    },
    { subject: messageId, discriminator: `${contactId}.${fact.emoji}.${origin.at}` },
    origin.at,
  );
};
