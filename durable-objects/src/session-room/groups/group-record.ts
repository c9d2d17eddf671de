import type { Contact, Group } from '@waqtor/contracts';
import { readContact } from '../record/contact-record.ts';
import type { Room } from '../room.ts';

export interface Participant {
  contactId: string;
  isAdmin: boolean;
  isMe: boolean;
}

export interface GroupRecord {
  chatId: string;
  subject: string;
  description: string | null;
  participants: Participant[];
  isAnnouncement: boolean;
  isMember: boolean;
  /** Epoch ms. */
  updatedAt: number;
}

export type GroupRow = {
  chat_id: string;
  subject: string;
  description: string | null;
  participants: string;
  is_announcement: number;
  is_member: number;
  updated_at: number;
};

export const groupOf = (row: GroupRow): GroupRecord => ({
  chatId: row.chat_id,
  subject: row.subject,
  description: row.description,
  participants: JSON.parse(row.participants) as Participant[],
  isAnnouncement: row.is_announcement === 1,
  isMember: row.is_member === 1,
  updatedAt: row.updated_at,
});

export const readGroup = (room: Room, chatId: string): GroupRecord | null => {
  const row = room.sql.exec<GroupRow>('SELECT * FROM groups WHERE chat_id = ?', chatId).toArray()[0];
  return row ? groupOf(row) : null;
};

export const writeGroup = (room: Room, group: GroupRecord): void => {
  room.sql.exec(
    `INSERT OR REPLACE INTO groups (chat_id, subject, description, participants, is_announcement, is_member, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    group.chatId,
    group.subject,
    group.description,
    JSON.stringify(group.participants),
    group.isAnnouncement ? 1 : 0,
    group.isMember ? 1 : 0,
    group.updatedAt,
  );
};

/** People of a group at once; those merged into another contact one by one. */
const contactsOf = (room: Room, ids: string[]): Map<string, Contact> =>
  new Map(
    room.sql
      .exec<Contact & Record<string, string | null>>(
        'SELECT id, phone, lid, name FROM contacts WHERE id IN (SELECT value FROM json_each(?))',
        JSON.stringify(ids),
      )
      .toArray()
      .map((contact) => [contact.id, contact]),
  );

export const shownGroup = (room: Room, group: GroupRecord): Group => {
  const { participants, updatedAt, ...rest } = group;
  const contacts = contactsOf(
    room,
    participants.map(({ contactId }) => contactId),
  );
  return {
    sessionId: room.sessionId,
    ...rest,
    participants: participants.slice(0, 2000).map(({ contactId, isAdmin, isMe }) => ({
      contact: contacts.get(contactId) ?? readContact(room, contactId),
      isAdmin,
      isMe,
    })),
    updatedAt: new Date(updatedAt).toISOString(),
  };
};
