import { createRoute } from '@hono/zod-openapi';
import { replyRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { jsonBody } from '../../http/describe.ts';
import { messageParams, messageQuery } from '../../messages/message-of-request.ts';
import { recipientOf } from '../../messages/recipient.ts';
import { sendResponses, sendTo } from '../../messages/send-to.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/{id}/reply',
  operationId: 'replyToMessage',
  tags: ['Messages'],
  summary: 'Answer a message in its chat, with the message quoted',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: { params: messageParams, query: messageQuery, ...jsonBody(replyRequest) },
  responses: sendResponses(),
});

export const replyToMessage = (api: Api) =>
  api.openapi(route, async (c) => {
    const { text, mentionedIds: mentioned = [], linkPreview = true } = c.req.valid('json');
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    const quoted = await askRoom(c.env, session, (room) => room.getMessage(c.req.valid('param').id));
    const mentionedIds = await Promise.all(mentioned.map((id, index) => recipientOf(c, id, `/mentionedIds/${index}`)));
    const head = { sessionId: session.id, chatId: quoted.chatId, options: { quotedMessageId: quoted.id } };
    const { status, body } = await sendTo(c, 'messages/reply', head, ({ chatId }) =>
      Promise.resolve({
        payload: { kind: 'send_text', chatId, text, quotedWaMessageId: null, mentionedIds, linkPreview },
      }),
    );
    return c.json(body, status);
  });
