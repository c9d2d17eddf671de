import type { MessageState } from '@waqtor/contracts';
import { messageIdOf } from '@waqtor/core/deterministic-id';
import { type KeptReaction, missedEdit, missedReactions } from '@waqtor/core/message/missed-changes';
import { applyDeletion } from '../changes/apply-deletion.ts';
import { applyEdit } from '../changes/apply-edit.ts';
import { applyReaction } from '../changes/apply-reaction.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { readContact } from '../record/contact-record.ts';
import { type MessageRecord, readMessage } from '../record/message-record.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import type { Translator } from './translate.ts';

/**
 * S-8: messages as the page has them after an absence. What the room has already is told to nobody; of a message that
 * it never saw, or that is deleted, nothing is. A look that is older than one before it tells nothing: rows of a host
 * that had the session in between may come late.
 */
export const translateMessageStates: Translator<'message_states'> = (room, turn, fact, origin) => {
  const asOf = Math.min(Date.parse(fact.asOf), origin.at);
  if (!isNewestLook(room, asOf)) return;
  for (const state of fact.messages) {
    const messageId = messageIdOf(room.sessionId, state.keyId);
    const kept = state.reactions === undefined ? [] : keptReactions(room, messageId);
    // Nearly all of them: nothing was done to them, and nothing is known to have been.
    if (!state.isRevoked && !state.edit && !state.reactions?.length && kept.length === 0) continue;
    const message = readMessage(room, messageId);
    if (!message || message.deleted_at !== null) continue;
    if (state.isRevoked) {
      applyDeletion(room, turn, { ...of(message), for: 'everyone' }, asOf);
      continue;
    }
    if (state.edit) editMissed(room, turn, message, state.edit, asOf);
    if (state.reactions) reactionsMissed(room, turn, message, { state, kept, asOf, chatId: fact.chatId });
  }
};

const of = (message: MessageRecord) => ({
  messageId: message.id,
  chatId: message.chat_id,
  isBackfilled: true,
});

const isNewestLook = (room: Room, asOf: number): boolean => {
  const { newest } = room.sql.exec<{ newest: number }>('SELECT states_as_of AS newest FROM session WHERE id = 1').one();
  if (asOf > newest) room.sql.exec('UPDATE session SET states_as_of = ? WHERE id = 1', asOf);
  return asOf >= newest;
};

const editMissed = (
  room: Room,
  turn: Turn,
  message: MessageRecord,
  { body, at }: NonNullable<MessageState['edit']>,
  asOf: number,
): void => {
  const seen = { body, atMs: at === null ? null : Date.parse(at) };
  const missed = missedEdit({ body: message.body, editedAtMs: message.edited_at }, seen, asOf);
  if (missed) applyEdit(room, turn, { ...of(message), body: missed.body }, missed.atMs);
};

interface Look {
  state: MessageState;
  kept: readonly KeptReaction[];
  asOf: number;
  chatId: string;
}

const reactionsMissed = (room: Room, turn: Turn, message: MessageRecord, { state, kept, asOf, chatId }: Look): void => {
  const own = readSession(room.sql).clientInfo?.phoneNumber ?? null;
  const people = new Map<string, string>();
  const seen = (state.reactions ?? []).map(({ emoji, peer, at }) => {
    const contactId = rememberContact(room, turn, peer, isNobody(peer) ? chatId : '');
    const who = peer.phone !== null && peer.phone === own ? '' : contactId;
    people.set(who, contactId);
    return { who, emoji, atMs: at === null ? null : Date.parse(at) };
  });
  const options = { asOfMs: asOf, isWhole: state.hasMoreReactions !== true };
  // Two ids of one person may have become one with what was just learnt.
  const known = seen.length === 0 ? kept : keptReactions(room, message.id);
  for (const { who, emoji, atMs } of missedReactions(known, seen, options)) {
    const contactId = people.get(who) ?? (who === '' ? ownContact(room, turn, own) : who);
    applyReaction(room, turn, { ...of(message), emoji, contactId, isOwn: who === '' }, atMs);
  }
};

const isNobody = ({ phone, lid }: NonNullable<MessageState['reactions']>[number]['peer']): boolean =>
  phone === null && lid === null;

const ownContact = (room: Room, turn: Turn, phone: string | null): string =>
  rememberContact(room, turn, { phone, lid: null, name: null }, '');

/** Under the ids that their people have now: a merge of two contacts leaves the rows of both (S-10). */
const keptReactions = (room: Room, messageId: string): KeptReaction[] => {
  const rows = room.sql
    .exec<{
      who: string;
      emoji: string;
      atMs: number;
    }>('SELECT who, emoji, at AS atMs FROM reactions WHERE message_id = ? ORDER BY at', messageId)
    .toArray();
  for (const row of rows) {
    const who = row.who === '' ? '' : readContact(room, row.who).id;
    if (who === row.who) continue;
    room.sql.exec('UPDATE OR REPLACE reactions SET who = ? WHERE message_id = ? AND who = ?', who, messageId, row.who);
    row.who = who;
  }
  return rows;
};
