import { createRoute } from '@hono/zod-openapi';
import { messageActionResponse, editRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { changeMessage } from '../../messages/change-message.ts';
import { messageParams, messageQuery } from '../../messages/message-of-request.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'post',
  path: '/messages/{id}/edit',
  operationId: 'editMessage',
  tags: ['Messages'],
  summary: 'Edit a text of your own',
  description: 'WhatsApp lets own texts be edited for 15 minutes.',
  ...requires('messages:send', { hasOwnIdempotency: true }),
  request: { params: messageParams, query: messageQuery, ...jsonBody(editRequest) },
  responses: {
    200: json('The message as it is known now.', messageActionResponse),
    ...problems('not_found', 'session_not_linked', 'message_not_changeable', 'validation_failed', 'unsupported'),
  },
});

export const editMessage = (api: Api) =>
  api.openapi(route, async (c) => {
    const message = await changeMessage(c, {
      routeName: 'messages/edit',
      messageId: c.req.valid('param').id,
      sessionId: c.req.valid('query').sessionId,
      action: { kind: 'edit', text: c.req.valid('json').text },
      audit: 'message.edited',
    });
    return c.json(message, 200);
  });
