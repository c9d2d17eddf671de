import { WaqtorError, isErrorCode, sendResponse } from '@waqtor/contracts';
import type { SendReceipt, SendRequest, SendResponse } from '@waqtor/contracts';
import { fingerprintOf } from '@waqtor/core/deterministic-id';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type { ApiContext } from '../api.ts';
import { groupAudit } from '../audit/group-audit.ts';
import { askRoom } from '../session/ask-room.ts';
import { originOf } from './origin-of.ts';

/** M-1: how long a request waits for the engine's outcome before it answers 202. */
const OUTCOME_WAIT_MS = 5_000;

export interface OutgoingMessage {
  commandId: string;
  payload: SendRequest['payload'];
  quotedMessageId: string | null;
  /** Not before this time; null or left out: now. */
  sendAt?: string | null;
  /** Buttons or a list that the payload stands for. */
  interactive?: SendRequest['interactive'];
  /** Everything that makes the request what it is, besides the payload (a digest of the file). */
  content: string;
  /** Instead of the payload, where one request may become different ones: a repetition must be known all the same. */
  identity?: string;
}

/** The same command id with another of these is another request. */
const fingerprintOfMessage = ({ payload, quotedMessageId, sendAt, content, identity }: OutgoingMessage): string =>
  fingerprintOf(
    identity ?? JSON.stringify(payload),
    quotedMessageId ?? '',
    content,
    ...(sendAt === undefined || sendAt === null ? [] : [sendAt]),
  );

/** What became of a failed message, as a problem; the message exists, so its id is told. */
const failureOf = (receipt: SendReceipt): WaqtorError => {
  const reason = receipt.code ?? 'engine_refused';
  return new WaqtorError(isErrorCode(reason) ? reason : 'engine_refused', {
    details: { messageId: receipt.messageId, messageStatus: receipt.status, reason },
  });
};

const FAILED = new Set(['failed', 'expired', 'unknown']);

/**
 * Hands one message to the room and turns the receipt into an answer: 200 settled, 202 not yet, a problem when it
 * failed. A broken call is made again under the same command id, which cannot become a second message.
 */
export const sendMessage = async (
  c: ApiContext,
  session: SessionRecord,
  message: OutgoingMessage,
): Promise<{ status: 200 | 202; body: SendResponse }> => {
  const { commandId, payload, quotedMessageId, sendAt = null, interactive = null } = message;
  // Before the call: a client that hangs up while the room works has sent it all the same.
  groupAudit(c, { action: 'message.sent', target: { kind: 'session', id: session.id } });
  const receipt = await askRoom(c.env, session, (room) =>
    room.send({
      commandId,
      fingerprint: fingerprintOfMessage(message),
      payload,
      interactive,
      sendAt,
      quotedMessageId,
      requestId: c.get('requestId'),
      lane: 'api',
      origin: originOf(c.get('principal')),
      waitMs: OUTCOME_WAIT_MS,
    }),
  );
  if (receipt.isSettled && FAILED.has(receipt.status)) throw failureOf(receipt);
  const renderedAs = interactive === null ? {} : { renderedAs: receipt.renderedAs ?? interactive.renderedAs };
  c.header('location', `/api/messages/${receipt.messageId}`);
  return { status: receipt.isSettled ? 200 : 202, body: sendResponse.parse({ ...receipt, ...renderedAs }) };
};
