import { foundLater } from '../changes/found-later.ts';
import { changedGroup } from '../groups/changed-group.ts';
import { readGroup, writeGroup } from '../groups/group-record.ts';
import { emit } from '../event.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { nameChat } from '../record/chat-record.ts';
import { readContact } from '../record/contact-record.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import type { Translator } from './translate.ts';

/** With the longest names that a fact may have, an event of so many people is below MAX_EVENT_BYTES. */
const PEOPLE_OF_EVENT = 40;

/** One list for nobody, too: a change of the subject is told like any other. */
const inParts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.max(1, Math.ceil(all.length / PEOPLE_OF_EVENT)) }, (_, part) =>
    all.slice(part * PEOPLE_OF_EVENT, (part + 1) * PEOPLE_OF_EVENT),
  );

/**
 * M-6: told under the id of WhatsApp's own notice, so that its copy is the same event; in several events when it is about
 * more people than one can name, because the log takes none that is too large.
 */
export const translateGroupChange: Translator<'group_change'> = (room, turn, fact, origin) => {
  if (!isFirstSight(room, fact.keyId, origin.at)) return;
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
  for (const [part, people] of inParts(participants).entries()) {
    emit(
      room,
      turn,
      'message.group',
      { chatId, action, participants: people, by, text, timestamp, ...foundLater(fact.backfilled) },
      { subject: fact.keyId, discriminator: part === 0 ? action : `${action}.${part}` },
      origin.at,
    );
  }
};

/** The log knows an event by its id only as long as it keeps it, and a host may find the notice again for longer. */
const isFirstSight = (room: Room, keyId: string, at: number): boolean =>
  room.sql.exec('INSERT OR IGNORE INTO group_notices (key_id, at) VALUES (?, ?)', keyId, at).rowsWritten > 0;
