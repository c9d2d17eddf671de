import { createRoute } from '@hono/zod-openapi';
import { idSchema, messageSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/messages/{id}',
  operationId: 'getMessage',
  tags: ['Messages'],
  summary: "One message, by our id or WhatsApp's",
  ...requires('messages:read'),
  request: {
    params: parameters(z.object({ id: z.string().min(1).max(300) })),
    query: parameters(z.object({ sessionId: idSchema('ses').optional() })),
  },
  responses: { 200: json('The message.', messageSchema), ...problems('not_found') },
});

export const getMessage = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    const { id } = c.req.valid('param');
    return c.json(await askRoom(c.env, session, (room) => room.getMessage(id)), 200);
  });
