import { sendResponse } from '@waqtor/contracts';
import type { ErrorCode, SendResponse, sendOptionsSchema } from '@waqtor/contracts';
import { commandIdOf } from '@waqtor/core/deterministic-id';
import type { SessionRecord } from '@waqtor/db/queries/sessions';
import type * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { json, problems } from '../http/describe.ts';
import { sessionOfRequest } from '../session/session-of-request.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { recipientOf } from './recipient.ts';
import { scheduleOf } from './schedule.ts';
import { sendMessage } from './send-message.ts';
import type { OutgoingMessage } from './send-message.ts';

/** What every request to send has beside its content. */
export interface SendRequestHead {
  sessionId?: string | undefined;
  chatId: string;
  options?: z.infer<typeof sendOptionsSchema>;
}

/** To whom, from which session, as which command. */
export interface SendTarget {
  chatId: string;
  session: SessionRecord;
  commandId: string;
}

/**
 * Sends what `make` makes for the target. `routeName` is a part of the command id: it never changes, whatever the path
 * becomes.
 */
export const sendTo = async (
  c: ApiContext,
  routeName: string,
  head: SendRequestHead,
  make: (target: SendTarget) => Promise<Pick<OutgoingMessage, 'payload'> & Partial<OutgoingMessage>>,
): Promise<{ status: 200 | 202; body: SendResponse }> => {
  const chatId = await recipientOf(c, head.chatId);
  const idempotencyKey = idempotencyKeyOf(c);
  const session = await sessionOfRequest(c, head.sessionId);
  const commandId = commandIdOf(session.workspaceId, session.id, routeName, idempotencyKey);
  const sendAt = await scheduleOf(c, session, commandId, head.options?.sendAt);
  const made = await make({ chatId, session, commandId });
  const quotedMessageId = head.options?.quotedMessageId ?? null;
  return sendMessage(c, session, { commandId, quotedMessageId, sendAt, content: '', ...made });
};

/** For the `responses` of a route that sends; `codes` are those that only it answers. */
export const sendResponses = (...codes: ErrorCode[]) => ({
  200: json('WhatsApp took it.', sendResponse),
  202: json('Accepted; what becomes of it is told by events.', sendResponse),
  ...problems(
    'not_found',
    'session_not_linked',
    'validation_failed',
    'invalid_chat_id',
    'idempotency_key_reused',
    'number_not_on_whatsapp',
    'unsupported',
    'engine_refused',
    'outcome_unknown',
    ...codes,
  ),
});
