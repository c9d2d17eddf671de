import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, chatSchema, listChatsQuery, pageSchema } from '@waqtor/contracts';
import type { Principal } from '@waqtor/contracts';
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
  description:
    'Without `sessionId` of all sessions. `filter=mine` are the chats that the person who asks looks after; a key is nobody.',
  ...requires('messages:read'),
  request: { query: parameters(listChatsQuery) },
  responses: {
    200: json('A page.', pageSchema(chatSchema)),
    ...problems('not_found', 'validation_failed', 'invalid_cursor'),
  },
});

const personOf = (principal: Principal): { userId: string } => {
  if (principal.kind === 'user') return { userId: principal.id };
  throw new WaqtorError('validation_failed', {
    errors: [{ pointer: '/query/filter', code: 'needs_person', message: 'needs a signed-in person' }],
  });
};

export const listChats = (api: Api) =>
  api.openapi(route, async (c) => {
    const query = c.req.valid('query');
    if (query.sessionId !== undefined) await sessionOfRequest(c, query.sessionId);
    const principal = c.get('principal');
    const person = query.filter === 'mine' ? personOf(principal) : {};
    const page = await ask(() => hubOf(c.env, principal.workspaceId).listChats({ ...query, ...person }));
    return c.json(withNextLink(c, page), 200);
  });
