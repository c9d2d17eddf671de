import { ok, refuse, type Result, type SendReceipt, type SendRequest } from '@waqtor/contracts';
import { messageIdOf, waKeyIdOf } from '@waqtor/core/deterministic-id';
import { currentLink } from '../link/attachment.ts';
import { readCommand } from '../record/command-record.ts';
import { findMessage, readMessage } from '../record/message-record.ts';
import { readMedia } from '../record/media-record.ts';
import type { Room } from '../room.ts';
import { accept } from './accept.ts';
import { gateOf } from './gate.ts';
import { receiptOf } from './receipt.ts';

/** M-1: the longest that a caller may wait for the outcome. */
const MAX_WAIT_MS = 5_000;

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
  const waitMs = isWorthWaiting(room, messageId) ? Math.min(request.waitMs, MAX_WAIT_MS) : 0;
  await room.waiters.until(request.commandId, waitMs, () => receiptOf(room, messageId).isSettled);
  return ok(receiptOf(room, messageId));
};

/** Without a host, or before its time, nothing can come of it: the caller is told at once that it is queued. */
const isWorthWaiting = (room: Room, messageId: string): boolean =>
  currentLink(room) !== null && (readMessage(room, messageId)?.scheduled_at ?? 0) <= Date.now();

const acceptNew = (room: Room, request: SendRequest, keyId: string, messageId: string) => {
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
