import { changedGroup } from '../groups/changed-group.ts';
import { readGroup, writeGroup } from '../groups/group-record.ts';
import { emit } from '../event.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { nameChat } from '../record/chat-record.ts';
import { readContact } from '../record/contact-record.ts';
import { readSession } from '../record/session-record.ts';
import type { Translator } from './translate.ts';

/** M-6: told under the id of WhatsApp's own notice, so that its copy is the same event. */
export const translateGroupChange: Translator<'group_change'> = (room, turn, fact, origin) => {
  const { chatId, action, text, timestamp } = fact;
  const contactOf = (peer: (typeof fact.participants)[number]) =>
    readContact(room, rememberContact(room, turn, peer, chatId));
  const participants = fact.participants.map(contactOf);
  const by = fact.by && contactOf(fact.by);
  const group = readGroup(room, chatId);
  const at = Date.parse(timestamp);
  // What backfill finds of before is in the group that was told since.
  if (group && at >= Math.floor(group.updatedAt / 1000) * 1000) {
    const ownPhone = readSession(room.sql).clientInfo?.phoneNumber ?? null;
    writeGroup(room, changedGroup(group, { action, participants, text, ownPhone, at }));
  }
  if (action === 'subject' && text !== null && nameChat(room, chatId, text)) turn.chats.add(chatId);
  emit(
    room,
    turn,
    'message.group',
    { chatId, action, participants, by, text, timestamp },
    { subject: fact.keyId, discriminator: action },
    origin.at,
  );
};
