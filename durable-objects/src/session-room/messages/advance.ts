import type { MessageStatus } from '@waqtor/contracts';
import { type ProgressSignal, progressOf } from '@waqtor/core/session/message-progress';
import { emit } from '../event.ts';
import { noteInChat } from '../record/chat-record.ts';
import { settleCommand } from '../record/command-record.ts';
import { originOf } from '../record/message-origin.ts';
import type { MessageRecord } from '../record/message-record.ts';
import type { Room } from '../room.ts';
import { count } from '../session/stats.ts';
import type { Turn } from '../turn.ts';

/** Applies what was learnt about an outgoing message: row, events, counters, and the command behind it (M-4). */
export const advance = (
  room: Room,
  turn: Turn,
  message: MessageRecord,
  signal: ProgressSignal,
  seen: { waMessageId: string | null; at: number },
): void => {
  const waMessageId = message.wa_message_id ?? seen.waMessageId;
  const standing = { status: message.status as MessageStatus, ack: message.ack, code: message.failure_code };
  const progress = progressOf(standing, signal);
  if (progress || waMessageId !== message.wa_message_id) {
    const { status, ack, code } = progress?.next ?? standing;
    room.sql.exec(
      'UPDATE messages SET wa_message_id = ?, status = ?, ack = ?, failure_code = ? WHERE id = ?',
      waMessageId,
      status,
      ack,
      code,
      message.id,
    );
  }
  if (!progress) return;
  turn.chats.add(message.chat_id);
  turn.settled.add(message.command_id ?? message.id);
  for (const told of progress.events) {
    const data = {
      messageId: message.id,
      waMessageId,
      chatId: message.chat_id,
      to: message.recipient,
      status: told.status,
      origin: originOf(message),
      timestamp: new Date(seen.at).toISOString(),
    };
    // The status tells apart what one type says of one message: failed, expired, unknown; sent, delivered, read.
    const identity = { subject: message.id, discriminator: told.status };
    if (told.type !== 'message.failed') emit(room, turn, told.type, data, identity, seen.at);
    else emit(room, turn, 'message.failed', { ...data, code: told.code ?? 'internal' }, identity, seen.at);
    if (told.type === 'message.sent') count(room, turn, 'sent');
    if (told.type === 'message.sent' && message.scheduled_at !== null) placeInThread(room, message, seen.at);
    if (told.status === 'failed' || told.status === 'expired') count(room, turn, 'failed');
  }
  if (progress.next.ack >= 1) settleByProof(room, message, waMessageId);
};

/** A message that was to be sent later is said now: its place in the thread is not where it was ordered. */
const placeInThread = (room: Room, message: MessageRecord, at: number): void => {
  room.sql.exec('UPDATE messages SET timestamp = ? WHERE id = ?', at, message.id);
  noteInChat(room, { ...message, timestamp: at }, { name: null, wireId: null });
};

/** An ack is as good as the outcome: the command need not be sent again after a reconnect. */
const settleByProof = (room: Room, message: MessageRecord, waMessageId: string | null): void => {
  if (message.command_id === null) return;
  const commandId = message.command_id;
  settleCommand(room, { commandId, result: 'sent', code: null, waMessageId, value: null }, { from: 'dispatched' });
};
