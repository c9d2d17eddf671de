import type { Peer } from '@waqtor/contracts';
import { contactIdOf } from '@waqtor/core/deterministic-id';
import { canonicalChat } from '../record/chat-alias.ts';
import { findContact, insertContact, lidChat, peerOfChat, writeContact } from '../record/contact-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { unite } from './unite.ts';

/**
 * Remembers somebody and answers the id (S-10: known by phone, by lid, or both). `wireId` is the id under which
 * WhatsApp speaks of them: a chat of two people, or the author in a group; it tells what `peer` leaves out, and names
 * those who have neither number nor lid, such as a group.
 */
export const rememberContact = (room: Room, turn: Turn, peer: Peer, wireId: string): string => {
  const implied = peerOfChat(wireId);
  const lid = peer.lid ?? implied.lid;
  const phone = peer.phone ?? implied.phone ?? (lid === null ? null : phoneOf(room, lid));
  if (phone !== null && lid !== null) unite(room, turn, { phone, lid });
  const known = findContact(room, 'phone', phone) ?? findContact(room, 'lid', lid);
  if (!known) {
    const id = contactIdOf(room.workspaceId, phone ?? lid ?? wireId);
    insertContact(room, { id, phone, lid, name: peer.name });
    return id;
  }
  const name = peer.name ?? known.name;
  if (name !== known.name) writeContact(room, { ...known, name });
  return known.id;
};

/** The number that a lid was said to be of, also when its contact has got another lid since. */
const phoneOf = (room: Room, lid: string): string | null => peerOfChat(canonicalChat(room, lidChat(lid))).phone;
