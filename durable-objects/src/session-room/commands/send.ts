import { ok, refuse, type Result, type SendReceipt, type SendRequest } from '@waqtor/contracts';
import { messageIdOf, waKeyIdOf } from '@waqtor/core/deterministic-id';
import { currentLink } from '../link/attachment.ts';
import { readCommand } from '../record/command-record.ts';
import { findMessage, readMessage } from '../record/message-record.ts';
import { QUEUE_TTL_MS } from '../limits.ts';
import { doesLaneFit } from '../record/message-origin.ts';
import { readMedia } from '../record/media-record.ts';
import type { Room } from '../room.ts';
import { accept } from './accept.ts';
import { gateOf } from './gate.ts';
import { receiptOf } from './receipt.ts';

/** M-1: the longest that a caller may wait for the outcome. */
const MAX_WAIT_MS = 5_000;
const STATUS_CHAT = 'status@broadcast';

/**
 * Accepts one send and waits a moment for its outcome. The message exists, under its final id, before anything is
 * dispatched; whoever repeats the command gets the same message and the same receipt.
 */
export const send = async (room: Room, request: SendRequest): Promise<Result<SendReceipt>> => {
  const keyId = waKeyIdOf(room.sessionId, request.commandId);
  const messageId = messageIdOf(room.sessionId, keyId);
  const known = readCommand(room, request.commandId);
  if (known && known.fingerprint !== request.fingerprint) return refuse('idempotency_key_reused');
  // A command is forgotten before its message is: a very late repeat still finds what became of it.
  if (!known && !readMessage(room, messageId)) {
    const refusal = acceptNew(room, request, keyId, messageId);
    if (refusal) return refusal;
  }
  const waitMs = Math.min(request.waitMs, MAX_WAIT_MS);
  const isWorthIt = isWorthWaiting(room, request.commandId, messageId, waitMs);
  await room.waiters.until(request.commandId, isWorthIt ? waitMs : 0, () => receiptOf(room, messageId).isSettled);
  return ok(receiptOf(room, messageId));
};

/**
 * Without a host, before its time, or with a budget that lets it go only later, nothing can come of it: the caller is
 * told at once that it is queued. A command expires ten minutes after it may be expected to go out.
 */
const isWorthWaiting = (room: Room, commandId: string, messageId: string, waitMs: number): boolean => {
  const now = Date.now();
  const expectedAt = (readCommand(room, commandId)?.not_after ?? 0) - QUEUE_TTL_MS;
  if (currentLink(room) === null || expectedAt > now + waitMs) return false;
  return (readMessage(room, messageId)?.scheduled_at ?? 0) <= now;
};

const acceptNew = (room: Room, request: SendRequest, keyId: string, messageId: string) => {
  // An answer to a status would be a status of our own, which the engines cannot make.
  if (request.payload.chatId === STATUS_CHAT) return refuse('unsupported', { reason: 'status' });
  if (!doesLaneFit(request)) return refuse('validation_failed', { pointer: '/origin' });
  if (gateOf(room) === 'refuse') return refuse('session_not_linked');
  const quoted = request.quotedMessageId === null ? null : findMessage(room, request.quotedMessageId);
  if (request.quotedMessageId !== null && !quoted?.wa_message_id) {
    return refuse('validation_failed', { pointer: '/options/quotedMessageId' });
  }
  const { payload } = request;
  if (payload.kind === 'send_media' && readMedia(room, payload.media.id)?.state !== 'ready') {
    return refuse('validation_failed', { pointer: '/media' });
  }
  accept(room, request, { keyId, messageId, quoted });
  return null;
};
