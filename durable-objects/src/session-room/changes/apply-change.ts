import type { CommandPayload } from '@waqtor/contracts';
import { rememberContact } from '../identity/remember-contact.ts';
import type { CommandRecord } from '../record/command-record.ts';
import { readMessage } from '../record/message-record.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { applyDeletion } from './apply-deletion.ts';
import { applyEdit } from './apply-edit.ts';
import { applyReaction } from './apply-reaction.ts';

/** The host says that a react, edit or delete of ours is done: what it did to our copy of the message. */
export const applyChange = (room: Room, turn: Turn, command: CommandRecord, at: number): void => {
  const message = command.target_id === null ? null : readMessage(room, command.target_id);
  if (!message) return;
  const of = { messageId: message.id, chatId: message.chat_id };
  const payload = JSON.parse(command.payload) as CommandPayload;
  if (payload.kind === 'edit') applyEdit(room, turn, { ...of, body: payload.text }, at);
  if (payload.kind === 'delete') applyDeletion(room, turn, { ...of, for: payload.for }, at);
  if (payload.kind !== 'react') return;
  const phone = readSession(room.sql).clientInfo?.phoneNumber ?? null;
  const contactId = rememberContact(room, turn, { phone, lid: null, name: null }, '');
  applyReaction(room, turn, { ...of, emoji: payload.emoji, contactId, isOwn: true }, at);
};
