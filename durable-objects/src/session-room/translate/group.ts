import { rememberContact } from '../identity/remember-contact.ts';
import { type Participant, writeGroup } from '../groups/group-record.ts';
import { nameChat } from '../record/chat-record.ts';
import type { Translator } from './translate.ts';

/** A group as the page knows it: takes the place of what was known. */
export const translateGroup: Translator<'group'> = (room, turn, fact, origin) => {
  const participants = fact.participants.map(({ peer, id, isAdmin, isMe }): Participant => ({
    contactId: rememberContact(room, turn, peer, id),
    isAdmin,
    isMe,
  }));
  writeGroup(room, {
    chatId: fact.chatId,
    subject: fact.subject,
    description: fact.description,
    participants,
    isAnnouncement: fact.isAnnouncement,
    isMember: fact.isMember,
    updatedAt: origin.at,
  });
  if (nameChat(room, fact.chatId, fact.subject)) turn.chats.add(fact.chatId);
};
