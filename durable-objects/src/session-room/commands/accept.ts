import type { MessageType, SendPayload, SendRequest } from '@waqtor/contracts';
import { contentText } from '@waqtor/core/message/content-text';
import { expectSend } from '../budget/budget-record.ts';
import type { Lane } from '../budget/grant.ts';
import { emit } from '../event.ts';
import { readGroup } from '../groups/group-record.ts';
import { rememberContact } from '../identity/remember-contact.ts';
import { canonicalChat } from '../record/chat-alias.ts';
import { hasChat, lastInboundAt, noteInChat } from '../record/chat-record.ts';
import { insertCommand } from '../record/command-record.ts';
import { peerOfChat } from '../record/contact-record.ts';
import { insertMessage, type MessageRecord, PLAIN } from '../record/message-record.ts';
import { readSession } from '../record/session-record.ts';
import { shownMessage } from '../record/shown-message.ts';
import { QUEUE_TTL_MS } from '../limits.ts';
import type { Room } from '../room.ts';
import type { Turn } from '../turn.ts';
import { EXPIRE_JOB } from './expire.ts';

/** C-4: so long after the other side wrote, what the API sends them is an answer. */
const REPLY_WITHIN_MS = 24 * 3_600_000;

/** A wish for the past is a wish for now. */
export const dueAt = ({ sendAt }: Pick<SendRequest, 'sendAt'>, now: number): number =>
  Math.max(now, sendAt ? Date.parse(sendAt) : now);

/** Stores message, command and `message.accepted` in one transaction; what may go out goes out after it. */
export const accept = (
  room: Room,
  request: SendRequest,
  ids: { keyId: string; messageId: string; quoted: MessageRecord | null },
): void =>
  room.transact((turn) => {
    const now = Date.now();
    const due = dueAt(request, now);
    const chatId = canonicalChat(room, request.payload.chatId);
    const lane = laneOf(room, request.lane, chatId, due);
    const notAfter = Math.max(due, expectSend(room, lane, now)) + QUEUE_TTL_MS;
    insertCommand(room, {
      id: request.commandId,
      payload: { ...request.payload, quotedWaMessageId: ids.quoted?.wa_message_id ?? null },
      keyId: ids.keyId,
      requestId: request.requestId,
      fingerprint: request.fingerprint,
      lane,
      messageId: ids.messageId,
      order: { chatId, at: due },
      notBefore: due,
      notAfter,
    });
    const message = outgoing(room, turn, request, { ...ids, chatId, now, due });
    insertMessage(room, message);
    // What goes out next week is not the last that was said.
    if (message.scheduled_at === null || !hasChat(room, chatId)) {
      // A group that nobody wrote to before has its name all the same.
      noteInChat(room, message, { name: readGroup(room, chatId)?.subject ?? null, wireId: null });
    }
    if (message.rendered_as === 'menu') {
      room.sql.exec('INSERT INTO menus (message_id, chat_id, at) VALUES (?, ?, ?)', message.id, chatId, due);
    }
    room.schedule.at(EXPIRE_JOB, notAfter);
    emit(room, turn, 'message.accepted', shownMessage(room, message), { subject: message.id }, now);
    turn.chats.add(message.chat_id);
    turn.hasStatsChange = true;
    turn.wantsDispatch = true;
  });

const laneOf = (room: Room, asked: Lane, chatId: string, due: number): Lane =>
  asked === 'api' && (lastInboundAt(room, chatId) ?? 0) > due - REPLY_WITHIN_MS ? 'reply' : asked;

const KINDS: Record<Exclude<SendPayload['kind'], 'send_media'>, MessageType> = {
  send_text: 'text',
  send_location: 'location',
  send_contact: 'contact',
  send_poll: 'poll',
};

/** What it reads as in lists and searches, as one of the same kind that comes in. */
const bodyOf = (payload: SendPayload): string => {
  switch (payload.kind) {
    case 'send_text':
      return payload.text;
    case 'send_media':
      return payload.caption;
    case 'send_poll':
    case 'send_location':
    case 'send_contact':
      return contentText(payload.content);
  }
};

const outgoing = (
  room: Room,
  turn: Turn,
  { payload, commandId, interactive, origin }: SendRequest,
  of: { keyId: string; messageId: string; quoted: MessageRecord | null; chatId: string; now: number; due: number },
): MessageRecord => {
  const { clientInfo } = readSession(room.sql);
  const contactId = rememberContact(room, turn, peerOfChat(payload.chatId), payload.chatId);
  const content = interactive?.content ?? ('content' in payload ? payload.content : null);
  const type = payload.kind === 'send_media' ? payload.type : KINDS[payload.kind];
  return {
    ...PLAIN,
    id: of.messageId,
    chat_id: of.chatId,
    direction: 'outbound',
    sender: clientInfo ? `${clientInfo.phoneNumber}@c.us` : '',
    recipient: payload.chatId,
    contact_id: contactId,
    type: interactive ? 'interactive' : type,
    body: bodyOf(payload),
    status: 'queued',
    media_id: payload.kind === 'send_media' ? payload.media.id : null,
    quoted_message_id: of.quoted?.id ?? null,
    command_id: commandId,
    timestamp: of.now,
    key_id: of.keyId,
    content: content && JSON.stringify(content),
    rendered_as: interactive?.renderedAs ?? null,
    is_forwarded: payload.isForwarded ? 1 : 0,
    scheduled_at: of.due > of.now ? of.due : null,
    origin_kind: origin?.kind ?? null,
    origin_id: origin?.id ?? null,
  };
};
