import { createRoute } from '@hono/zod-openapi';
import { contactDetailSchema, listContactsQuery, pageSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/contacts',
  operationId: 'listContacts',
  tags: ['Chats'],
  summary: 'Contacts of one session, by name, then number',
  description: '`q` is part of a name or number; Arabic letters and digits are folded.',
  ...requires('messages:read'),
  request: { query: parameters(listContactsQuery) },
  responses: {
    200: json('A page.', pageSchema(contactDetailSchema)),
    ...problems('not_found', 'validation_failed', 'invalid_cursor'),
  },
});

export const listContacts = (api: Api) =>
  api.openapi(route, async (c) => {
    const { sessionId, ...query } = c.req.valid('query');
    const session = await sessionOfRequest(c, sessionId);
    return c.json(withNextLink(c, await askRoom(c.env, session, (room) => room.listContacts(query))), 200);
  });
