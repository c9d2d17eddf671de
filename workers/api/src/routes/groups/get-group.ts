import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, chatIdSchema, groupSchema, idSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/groups/{id}',
  operationId: 'getGroup',
  tags: ['Chats'],
  summary: 'One group with its members',
  description: 'By its chat id. Asked of WhatsApp while the session is ready; else as it was told last (`updatedAt`).',
  ...requires('messages:read'),
  request: {
    params: parameters(z.object({ id: z.string().max(100).describe('Chat id of the group, `…@g.us`.') })),
    query: parameters(z.object({ sessionId: idSchema('ses').optional() })),
  },
  responses: { 200: json('The group.', groupSchema), ...problems('not_found', 'validation_failed') },
});

export const getGroup = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    if (!id.endsWith('@g.us') || !chatIdSchema.safeParse(id).success) throw new WaqtorError('not_found');
    return c.json(await askRoom(c.env, session, (room) => room.getGroup(id, c.get('requestId'))), 200);
  });
