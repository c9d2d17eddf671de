import {
  type CommandPayload,
  type Message,
  type MessageAction,
  type MessageType,
  ok,
  refuse,
  type Refusal,
  type Result,
} from '@waqtor/contracts';
import { fingerprintOf } from '@waqtor/core/deterministic-id';
import { changeableUntil, type ChangeKind } from '@waqtor/core/message/change-rules';
import { QUEUE_TTL_MS } from '../limits.ts';
import { codeOf } from '../commands/ask-host.ts';
import { EXPIRE_JOB } from '../commands/expire.ts';
import { gateOf } from '../commands/gate.ts';
import { currentLink } from '../link/attachment.ts';
import { insertCommand, outcomeOf, readCommand } from '../record/command-record.ts';
import { findMessage, type MessageRecord, readMessage, statusOf } from '../record/message-record.ts';
import { shownMessage } from '../record/shown-message.ts';
import type { Room } from '../room.ts';

const MAX_WAIT_MS = 5_000;

/**
 * React, edit, delete: an order to the host that is idempotent by its command id. Our copy changes when it is done
 * (changes/apply-change.ts), so that the answer is the message as it is known now.
 */
export const changeMessage = async (room: Room, request: MessageAction): Promise<Result<Message>> => {
  const { commandId } = request;
  const message = findMessage(room, request.messageId);
  if (!message) return refuse('not_found');
  const fingerprint = fingerprintOf(message.id, JSON.stringify(request.action));
  const known = readCommand(room, commandId);
  if (known && known.fingerprint !== fingerprint) return refuse('idempotency_key_reused');
  const refusal = known ? null : order(room, request, message, fingerprint);
  if (refusal) return refusal;
  const waitMs = currentLink(room) ? Math.min(request.waitMs, MAX_WAIT_MS) : 0;
  await room.waiters.until(commandId, waitMs, () => readCommand(room, commandId)?.state === 'settled');
  const command = readCommand(room, commandId);
  const outcome = command && outcomeOf(command);
  if (outcome?.result === 'failed') return refuse(codeOf(outcome));
  return ok(shownMessage(room, readMessage(room, message.id) as MessageRecord));
};

const order = (
  room: Room,
  { commandId, requestId, action }: MessageAction,
  message: MessageRecord,
  fingerprint: string,
): Refusal | null => {
  if (gateOf(room) === 'refuse') return refuse('session_not_linked');
  const now = Date.now();
  const until = changeableUntil(targetOf(message), kindOf(action), now);
  if (until === null || message.wa_message_id === null) return refuse('message_not_changeable');
  // What WhatsApp refuses later is not to be tried later.
  const notAfter = Math.min(now + QUEUE_TTL_MS, until);
  const payload = payloadOf(action, message.wa_message_id);
  room.transact((turn) => {
    insertCommand(room, { id: commandId, payload, requestId, fingerprint, targetId: message.id, notAfter });
    room.schedule.at(EXPIRE_JOB, notAfter);
    turn.wantsDispatch = true;
  });
  return null;
};

const kindOf = (action: MessageAction['action']): ChangeKind =>
  action.kind === 'delete' ? `delete_${action.for}` : action.kind;

const targetOf = (message: MessageRecord): Parameters<typeof changeableUntil>[0] => ({
  direction: message.direction as 'inbound' | 'outbound',
  type: message.type as MessageType,
  status: statusOf(message),
  isKnown: message.wa_message_id !== null,
  isDeleted: message.deleted_at !== null,
  timestamp: message.timestamp,
});

const payloadOf = (action: MessageAction['action'], waMessageId: string): CommandPayload => {
  switch (action.kind) {
    case 'react':
      return { kind: 'react', waMessageId, emoji: action.emoji };
    case 'edit':
      return { kind: 'edit', waMessageId, text: action.text };
    case 'delete':
      return { kind: 'delete', waMessageId, for: action.for };
  }
};
