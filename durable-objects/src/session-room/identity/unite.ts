import { addAlias, canonicalChat } from '../record/chat-alias.ts';
import { type ContactRow, findContact, lidChat, phoneChat, writeContact } from '../record/contact-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { noteMerge } from './audit-merges.ts';
import { mergeChats } from './merge-chats.ts';

/**
 * S-10: number and lid are one person, WhatsApp says so. One contact is left, the one known first, and one
 * conversation, under the number; the other ids keep working. Said before, it changes nothing.
 */
export const unite = (room: Room, turn: Turn, { phone, lid }: { phone: string; lid: string }): void => {
  const before = canonicalChat(room, lidChat(lid));
  if (before === phoneChat(phone)) return;
  uniteContacts(room, phone, lid);
  mergeChats(room, turn, { from: lidChat(lid), to: phoneChat(phone) });
  addAlias(room, lidChat(lid), phoneChat(phone));
  turn.chats.add(phoneChat(phone));
  // The conversation that had this alias until now has it no more.
  if (before !== lidChat(lid)) turn.chats.add(before);
};

const uniteContacts = (room: Room, phone: string, lid: string): void => {
  const byPhone = findContact(room, 'phone', phone);
  const byLid = ofNoOtherNumber(room, findContact(room, 'lid', lid), phone);
  if (byPhone && byLid && byPhone.id !== byLid.id) return merge(room, byPhone, byLid, { phone, lid });
  const known = byPhone ?? byLid;
  if (known) writeContact(room, { ...known, phone, lid });
};

/** Two numbers are two contacts: the lid goes to the one that it is said of now, known or not. */
const ofNoOtherNumber = (room: Room, byLid: ContactRow | null, phone: string): ContactRow | null => {
  if (byLid === null || byLid.phone === null || byLid.phone === phone) return byLid;
  writeContact(room, { ...byLid, lid: null });
  return null;
};

/** The kept contact knows all that either of them did; the id of the other stands for it from now on. */
const merge = (room: Room, a: ContactRow, b: ContactRow, ids: { phone: string; lid: string }): void => {
  const [kept, merged] = a.rowid < b.rowid ? [a, b] : [b, a];
  room.sql.exec('DELETE FROM contacts WHERE id = ?', merged.id);
  room.sql.exec('UPDATE contact_aliases SET contact_id = ? WHERE contact_id = ?', kept.id, merged.id);
  room.sql.exec('INSERT OR REPLACE INTO contact_aliases (alias_id, contact_id) VALUES (?, ?)', merged.id, kept.id);
  for (const chatId of [lidChat(ids.lid), phoneChat(ids.phone)]) {
    room.sql.exec('UPDATE chats SET contact_id = ? WHERE chat_id = ?', kept.id, chatId);
  }
  writeContact(room, { ...kept, ...ids, name: kept.name ?? merged.name });
  noteMerge(room, { keptId: kept.id, mergedId: merged.id });
};
