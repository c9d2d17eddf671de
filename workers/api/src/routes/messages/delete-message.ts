import { createRoute } from '@hono/zod-openapi';
import { idSchema, messageActionResponse } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { changeMessage } from '../../messages/change-message.ts';
import { messageParams } from '../../messages/message-of-request.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const query = parameters(
  z.object({
    sessionId: idSchema('ses').optional(),
    for: z.enum(['everyone', 'me']).default('everyone').describe('Who sees it no more.'),
  }),
);

const route = createRoute({
  method: 'delete',
  path: '/messages/{id}',
  operationId: 'deleteMessage',
  tags: ['Messages'],
  summary: 'Delete a message, for everyone or for yourself',
  description: 'Own messages of the last two days can be deleted for everyone; any can for yourself.',
  ...requires('messages:send'),
  request: { params: messageParams, query },
  responses: {
    200: json('The message as it is known now.', messageActionResponse),
    ...problems('not_found', 'session_not_linked', 'message_not_changeable', 'validation_failed', 'unsupported'),
  },
});

export const deleteMessage = (api: Api) =>
  api.openapi(route, async (c) => {
    const message = await changeMessage(c, {
      routeName: 'messages/delete',
      messageId: c.req.valid('param').id,
      sessionId: c.req.valid('query').sessionId,
      action: { kind: 'delete', for: c.req.valid('query').for },
      audit: 'message.deleted',
    });
    return c.json(message, 200);
  });
