import { createRoute } from '@hono/zod-openapi';
import { forwardRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { jsonBody } from '../../http/describe.ts';
import { forwardedPayload } from '../../messages/forwarded-payload.ts';
import { messageParams, messageQuery } from '../../messages/message-of-request.ts';
import { sendResponses, sendTo } from '../../messages/send-to.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/{id}/forward',
  operationId: 'forwardMessage',
  tags: ['Messages'],
  summary: 'Forward a message to another chat',
  description: 'It keeps its kind and its file, and is marked as forwarded.',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: { params: messageParams, query: messageQuery, ...jsonBody(forwardRequest) },
  responses: sendResponses('media_missing'),
});

export const forwardMessage = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    const message = await askRoom(c.env, session, (room) => room.getMessage(c.req.valid('param').id));
    const head = { sessionId: session.id, chatId: c.req.valid('json').chatId };
    const { status, body } = await sendTo(c, 'messages/forward', head, async (target) => ({
      payload: await forwardedPayload(c, message, target),
      // The message may be edited, or its file called otherwise, before the same request comes again.
      identity: `forward ${message.id} ${target.chatId}`,
    }));
    return c.json(body, status);
  });
