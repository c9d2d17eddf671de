import { createRoute } from '@hono/zod-openapi';
import { contactDetailSchema, idSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { knownChatOf } from '../../chats/chat-of-request.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/contacts/{id}',
  operationId: 'getContact',
  tags: ['Chats'],
  summary: 'One contact of a session, by id, chat id or number',
  ...requires('messages:read'),
  request: {
    params: parameters(z.object({ id: z.string().min(1).max(100) })),
    query: parameters(z.object({ sessionId: idSchema('ses').optional() })),
  },
  responses: { 200: json('The contact.', contactDetailSchema), ...problems('not_found', 'validation_failed') },
});

export const getContact = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    const known = idSchema('con').safeParse(id).success ? id : await knownChatOf(c, { chatId: id });
    return c.json(await askRoom(c.env, session, (room) => room.getContact(known)), 200);
  });
