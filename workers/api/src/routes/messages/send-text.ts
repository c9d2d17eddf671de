import { createRoute } from '@hono/zod-openapi';
import { sendResponse, sendTextRequest } from '@waqtor/contracts';
import { commandIdOf } from '@waqtor/core/deterministic-id';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { idempotencyKeyOf } from '../../messages/idempotency-key.ts';
import { recipientOf } from '../../messages/recipient.ts';
import { sendMessage } from '../../messages/send-message.ts';
import { requires } from '../../middleware/access/access.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

/** Part of the command id: never changes, whatever the path becomes. */
const ROUTE_NAME = 'messages/send-text';

const route = createRoute({
  method: 'post',
  path: '/messages/send-text',
  operationId: 'sendText',
  tags: ['Messages'],
  summary: 'Send a text',
  description: 'With `Idempotency-Key` a repetition within 24 hours is the same message.',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: jsonBody(sendTextRequest),
  responses: {
    200: json('WhatsApp took it.', sendResponse),
    202: json('Accepted; what becomes of it is told by events.', sendResponse),
    ...problems(
      'not_found',
      'session_not_linked',
      'validation_failed',
      'invalid_chat_id',
      'idempotency_key_reused',
      'engine_refused',
      'outcome_unknown',
    ),
  },
});

export const sendText = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const chatId = recipientOf(input.chatId);
    const mentionedIds = (input.options?.mentionedIds ?? []).map((id, index) =>
      recipientOf(id, `/options/mentionedIds/${index}`),
    );
    const session = await sessionOfRequest(c, input.sessionId);
    const { status, body } = await sendMessage(c, session, {
      commandId: commandIdOf(session.workspaceId, session.id, ROUTE_NAME, idempotencyKeyOf(c)),
      payload: {
        kind: 'send_text',
        chatId,
        text: input.text,
        // The room knows WhatsApp's id of the quoted message.
        quotedWaMessageId: null,
        mentionedIds,
        linkPreview: input.options?.linkPreview ?? true,
      },
      quotedMessageId: input.options?.quotedMessageId ?? null,
      content: '',
    });
    return c.json(body, status);
  });
