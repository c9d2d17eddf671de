import { createRoute } from '@hono/zod-openapi';
import { chatSchema, idSchema, pageQuerySchema, pageSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, hubOf } from '../../objects.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/chats',
  operationId: 'listChats',
  tags: ['Chats'],
  summary: 'The inbox of the workspace: one row per chat, latest first',
  ...requires('messages:read'),
  request: { query: parameters(pageQuerySchema.extend({ sessionId: idSchema('ses').optional() })) },
  responses: {
    200: json('A page.', pageSchema(chatSchema)),
    ...problems('not_found', 'validation_failed', 'invalid_cursor'),
  },
});

export const listChats = (api: Api) =>
  api.openapi(route, async (c) => {
    const query = c.req.valid('query');
    if (query.sessionId !== undefined) await sessionOfRequest(c, query.sessionId);
    const { workspaceId } = c.get('principal');
    const page = await ask(() => hubOf(c.env, workspaceId).listChats(query));
    return c.json(withNextLink(c, page), 200);
  });
