import { createRoute } from '@hono/zod-openapi';
import { messageActionResponse, reactRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { changeMessage } from '../../messages/change-message.ts';
import { messageParams, messageQuery } from '../../messages/message-of-request.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/{id}/react',
  operationId: 'reactToMessage',
  tags: ['Messages'],
  summary: 'React to a message; an empty emoji takes the reaction back',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: { params: messageParams, query: messageQuery, ...jsonBody(reactRequest) },
  responses: {
    200: json('The message as it is known now.', messageActionResponse),
    ...problems('not_found', 'session_not_linked', 'message_not_changeable', 'validation_failed', 'unsupported'),
  },
});

export const reactToMessage = (api: Api) =>
  api.openapi(route, async (c) => {
    const message = await changeMessage(c, {
      routeName: 'messages/react',
      messageId: c.req.valid('param').id,
      sessionId: c.req.valid('query').sessionId,
      action: { kind: 'react', emoji: c.req.valid('json').emoji },
      audit: 'message.reacted',
    });
    return c.json(message, 200);
  });
