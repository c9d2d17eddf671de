import { createRoute } from '@hono/zod-openapi';
import { groupSchema, listGroupsQuery, pageSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/groups',
  operationId: 'listGroups',
  tags: ['Chats'],
  summary: 'Groups of one session, as its host told them last',
  ...requires('messages:read'),
  request: { query: parameters(listGroupsQuery) },
  responses: {
    200: json('A page.', pageSchema(groupSchema)),
    ...problems('not_found', 'validation_failed', 'invalid_cursor'),
  },
});

export const listGroups = (api: Api) =>
  api.openapi(route, async (c) => {
    const { sessionId, ...query } = c.req.valid('query');
    const session = await sessionOfRequest(c, sessionId);
    return c.json(withNextLink(c, await askRoom(c.env, session, (room) => room.listGroups(query))), 200);
  });
