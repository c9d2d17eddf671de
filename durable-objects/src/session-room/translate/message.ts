import type { MessageFact, Peer } from '@waqtor/contracts';
import { mediaIdOf, messageIdOf } from '@waqtor/core/deterministic-id';
import { emit } from '../event.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { advance } from '../messages/advance.ts';
import { menuAnswer } from '../messages/menu-answer.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { isGroupChat, noteInChat } from '../record/chat-record.ts';
import { peerOfChat } from '../record/contact-record.ts';
import { readMedia, writeMedia } from '../record/media-record.ts';
import { insertMessage, type MessageRecord, PLAIN, readMessage } from '../record/message-record.ts';
import { shownMessage } from '../record/shown-message.ts';
import type { Room } from '../room.ts';
import { count } from '../session/stats.ts';
import type { Turn } from '../turn.ts';
import type { Translator } from './translate.ts';

/**
 * A message seen in the page, in or out, live or found by backfill. Known by its key id: the second sight of one (a
 * resent frame, a backfilled copy, our own send coming back) only teaches what is new about it.
 */
export const translateMessage: Translator<'message'> = (room, turn, fact, origin) => {
  const id = messageIdOf(room.sessionId, fact.keyId);
  const known = readMessage(room, id);
  const learn = (message: MessageRecord, level: number): void =>
    advance(room, turn, message, { kind: 'ack', level }, { waMessageId: fact.waMessageId, at: origin.at });
  if (known) {
    if (known.direction === 'outbound') learn(known, fact.ack);
    return;
  }
  const message = store(room, turn, id, fact);
  if (!fact.fromMe) {
    count(room, turn, 'received');
    emit(room, turn, 'message.received', shownMessage(room, message), { subject: id }, origin.at);
    return;
  }
  // Written on the phone or another device: told in full once, then like any send of ours.
  emit(room, turn, 'message.accepted', shownMessage(room, message), { subject: id }, origin.at);
  learn(message, Math.max(fact.ack, earlyAck(room, id)));
};

const store = (room: Room, turn: Turn, id: string, fact: MessageFact): MessageRecord => {
  // First: of two ids of one person the second may be learnt with this very message.
  const contactId = rememberContact(room, turn, ...whoOf(fact));
  const seen: MessageRecord = {
    ...PLAIN,
    id,
    wa_message_id: fact.waMessageId,
    chat_id: canonicalChat(room, fact.chatId),
    direction: fact.fromMe ? 'outbound' : 'inbound',
    sender: fact.from,
    recipient: fact.to,
    author: fact.author,
    contact_id: contactId,
    type: fact.kind,
    body: fact.body,
    status: fact.fromMe ? 'pending' : 'received',
    media_id: fact.media && storeMedia(room, fact, fact.media),
    quoted_message_id: fact.quotedKeyId && messageIdOf(room.sessionId, fact.quotedKeyId),
    timestamp: Date.parse(fact.timestamp),
    backfilled: fact.backfilled ? 1 : 0,
    key_id: fact.keyId,
    content: fact.content ? JSON.stringify(fact.content) : null,
    is_forwarded: fact.isForwarded ? 1 : 0,
  };
  const answer = fact.fromMe ? null : menuAnswer(room, seen);
  const message = answer === null ? seen : { ...seen, interactive: JSON.stringify(answer) };
  insertMessage(room, message);
  const name = fact.chatName ?? (isGroupChat(fact.chatId) ? null : fact.peer.name);
  noteInChat(room, message, { name, wireId: fact.chatId });
  turn.chats.add(message.chat_id);
  return message;
};

/**
 * Whom the message is with, and the id that WhatsApp gives them: the other side of a chat of two, else the author. Of
 * our own words in a chat of two an author says nothing: that is we.
 */
const whoOf = ({ chatId, author, peer, fromMe }: MessageFact): [Peer, string] => {
  const other = peerOfChat(chatId);
  if (other.phone === null && other.lid === null) return [peer, author ?? chatId];
  return [fromMe && author !== null ? other : peer, chatId];
};

/** `pending` until the host says that the upload is complete, even when its start was announced before. */
const storeMedia = (room: Room, fact: MessageFact, media: NonNullable<MessageFact['media']>): string => {
  const id = mediaIdOf(room.sessionId, fact.keyId);
  writeMedia(room, { id, r2Key: readMedia(room, id)?.r2Key ?? null, ...media, state: 'pending' });
  return id;
};

const earlyAck = (room: Room, id: string): number =>
  room.sql.exec<{ ack: number }>('DELETE FROM early_acks WHERE message_id = ? RETURNING ack', id).toArray()[0]?.ack ??
  -Infinity;
