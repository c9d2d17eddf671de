import type { SendRequest } from '@waqtor/contracts';
import { takeGrant } from '../budget/take-grant.ts';
import { emit } from '../event.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { noteInChat } from '../record/chat-record.ts';
import { insertCommand } from '../record/command-record.ts';
import { peerOfChat } from '../record/contact-record.ts';
import { insertMessage, type MessageRecord, shownMessage } from '../record/message-record.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { EXPIRE_JOB } from './expire.ts';

/** M-4: a queued message that was never dispatched expires after this time. */
const QUEUE_TTL_MS = 10 * 60_000;

/** Stores message, command and `message.accepted` in one transaction; what may go out goes out after it. */
export const accept = (
  room: Room,
  request: SendRequest,
  ids: { keyId: string; messageId: string; quoted: MessageRecord | null },
): void =>
  room.transact((turn) => {
    const now = Date.now();
    const notBefore = takeGrant(room, request.lane, now);
    const notAfter = Math.max(now, notBefore) + QUEUE_TTL_MS;
    insertCommand(room, {
      id: request.commandId,
      payload: { ...request.payload, quotedWaMessageId: ids.quoted?.wa_message_id ?? null },
      keyId: ids.keyId,
      requestId: request.requestId,
      fingerprint: request.fingerprint,
      lane: request.lane,
      messageId: ids.messageId,
      notBefore,
      notAfter,
    });
    const message = outgoing(room, turn, request, ids, now);
    insertMessage(room, message);
    noteInChat(room, message, { name: null, wireId: null });
    room.schedule.at(EXPIRE_JOB, notAfter);
    emit(room, turn, 'message.accepted', shownMessage(room, message), { subject: message.id }, now);
    turn.chats.add(message.chat_id);
    turn.hasStatsChange = true;
    turn.wantsDispatch = true;
  });

const outgoing = (
  room: Room,
  turn: Turn,
  { payload, commandId }: SendRequest,
  { keyId, messageId, quoted }: { keyId: string; messageId: string; quoted: MessageRecord | null },
  now: number,
): MessageRecord => {
  const { clientInfo } = readSession(room.sql);
  const contactId = rememberContact(room, turn, peerOfChat(payload.chatId), payload.chatId);
  return {
    id: messageId,
    wa_message_id: null,
    chat_id: canonicalChat(room, payload.chatId),
    direction: 'outbound',
    sender: clientInfo ? `${clientInfo.phoneNumber}@c.us` : '',
    recipient: payload.chatId,
    author: null,
    contact_id: contactId,
    type: payload.kind === 'send_text' ? 'text' : payload.type,
    body: payload.kind === 'send_text' ? payload.text : payload.caption,
    status: 'queued',
    ack: 0,
    failure_code: null,
    media_id: payload.kind === 'send_media' ? payload.media.id : null,
    quoted_message_id: quoted?.id ?? null,
    command_id: commandId,
    timestamp: now,
    backfilled: 0,
    deleted_at: null,
    key_id: keyId,
  };
};
