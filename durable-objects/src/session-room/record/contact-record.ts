import type { Contact, Peer } from '@waqtor/contracts';
import { personKey } from '@waqtor/core/text/person-key';
import type { Room } from '../room.ts';

/** Rows are numbered in the order in which people became known. */
export type ContactRow = {
  rowid: number;
  id: string;
  phone: string | null;
  lid: string | null;
  name: string | null;
};

export const phoneChat = (phone: string): string => `${phone}@c.us`;
export const lidChat = (lid: string): string => `${lid}@lid`;

/**
 * Who a chat id, or the author of a message in a group, stands for when nothing else is known of them. The one place
 * that reads such an id: the digits of a lid are no number (S-10).
 */
export const peerOfChat = (chatId: string): Peer => {
  const [user = '', server] = chatId.split('@');
  return { phone: server === 'c.us' ? user : null, lid: server === 'lid' ? user : null, name: null };
};

export const findContact = (room: Room, column: 'phone' | 'lid', value: string | null): ContactRow | null =>
  value === null
    ? null
    : (room.sql
        .exec<ContactRow>(`SELECT rowid, id, phone, lid, name FROM contacts WHERE ${column} = ? LIMIT 1`, value)
        .toArray()[0] ?? null);

export const insertContact = (room: Room, contact: Contact): void => {
  const now = Date.now();
  room.sql.exec(
    `INSERT INTO contacts (id, phone, lid, name, updated_at, first_seen_at, folded) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = COALESCE(excluded.name, name),
       folded = CASE WHEN excluded.name IS NULL THEN folded ELSE excluded.folded END`,
    contact.id,
    contact.phone,
    contact.lid,
    contact.name,
    now,
    now,
    personKey([contact.name], contact.phone),
  );
};

export const writeContact = (room: Room, contact: Contact): void => {
  room.sql.exec(
    'UPDATE contacts SET phone = ?, lid = ?, name = ?, updated_at = ?, folded = ? WHERE id = ?',
    contact.phone,
    contact.lid,
    contact.name,
    Date.now(),
    personKey([contact.name], contact.phone),
    contact.id,
  );
};

const readRow = (room: Room, id: string): Contact | null =>
  room.sql.exec<Contact & Row>('SELECT id, phone, lid, name FROM contacts WHERE id = ?', id).toArray()[0] ?? null;
type Row = Record<string, string | null>;

/** By the id of the contact, or of one that was merged into it. */
export const readContact = (room: Room, id: string): Contact => {
  const known = readRow(room, id) ?? readRow(room, keptFor(room, id));
  return known ?? { id, phone: null, lid: null, name: null };
};

const keptFor = (room: Room, id: string): string =>
  room.sql.exec<{ contact_id: string }>('SELECT contact_id FROM contact_aliases WHERE alias_id = ?', id).toArray()[0]
    ?.contact_id ?? id;
