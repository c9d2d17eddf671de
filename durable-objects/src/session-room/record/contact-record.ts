import type { Contact, Peer } from '@waqtor/contracts';
import { contactIdOf } from '@waqtor/core/deterministic-id';
import type { Room } from '../room.ts';

type ContactRow = { id: string; phone: string | null; lid: string | null; name: string | null };

const find = (room: Room, peer: Peer): ContactRow | null => {
  const by = (column: 'phone' | 'lid', value: string | null): ContactRow | undefined =>
    value === null
      ? undefined
      : room.sql
          .exec<ContactRow>(`SELECT id, phone, lid, name FROM contacts WHERE ${column} = ? LIMIT 1`, value)
          .toArray()[0];
  return by('phone', peer.phone) ?? by('lid', peer.lid) ?? null;
};

/**
 * Remembers somebody and answers the id (S-10: known by phone, by lid, or both; a lid is never read as a number).
 * `fallback` names those who have neither, such as a group.
 */
export const rememberContact = (room: Room, peer: Peer, fallback: string): string => {
  const known = find(room, peer);
  if (!known) {
    const id = contactIdOf(room.workspaceId, peer.phone ?? peer.lid ?? fallback);
    room.sql.exec(
      `INSERT INTO contacts (id, phone, lid, name, updated_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = COALESCE(excluded.name, name)`,
      id,
      peer.phone,
      peer.lid,
      peer.name,
      Date.now(),
    );
    return id;
  }
  const next = { phone: known.phone ?? peer.phone, lid: peer.lid ?? known.lid, name: peer.name ?? known.name };
  if (next.phone !== known.phone || next.lid !== known.lid || next.name !== known.name) {
    room.sql.exec(
      'UPDATE contacts SET phone = ?, lid = ?, name = ?, updated_at = ? WHERE id = ?',
      next.phone,
      next.lid,
      next.name,
      Date.now(),
      known.id,
    );
  }
  return known.id;
};

/** Who a chat id stands for, when nothing else is known of them. */
export const peerOfChat = (chatId: string): Peer => {
  const [user = '', server] = chatId.split('@');
  return { phone: server === 'c.us' ? user : null, lid: server === 'lid' ? user : null, name: null };
};

export const readContact = (room: Room, id: string): Contact =>
  room.sql.exec<ContactRow>('SELECT id, phone, lid, name FROM contacts WHERE id = ?', id).toArray()[0] ?? {
    id,
    phone: null,
    lid: null,
    name: null,
  };
