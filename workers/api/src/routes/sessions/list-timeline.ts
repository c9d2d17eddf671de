import { createRoute } from '@hono/zod-openapi';
import { pageSchema, timelineEntrySchema, timelineQuerySchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { sessionIdOf, sessionParams } from './session-params.ts';

const route = createRoute({
  method: 'get',
  path: '/sessions/{id}/timeline',
  operationId: 'listSessionTimeline',
  tags: ['Sessions'],
  summary: 'What happened to a session, newest first',
  description:
    'Changes of state, orders, recoveries, hosts and findings, as codes and ids. At most 500 entries of 30 days are kept.',
  ...requires('sessions:read'),
  request: { params: sessionParams, query: parameters(timelineQuerySchema) },
  responses: {
    200: json('A page.', pageSchema(timelineEntrySchema)),
    ...problems('not_found', 'validation_failed', 'invalid_cursor'),
  },
});

export const listTimeline = (api: Api) =>
  api.openapi(route, async (c) => {
    const session = await sessionOfRequest(c, sessionIdOf(c.req.valid('param')));
    const { cursor, limit } = c.req.valid('query');
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await askRoom(c.env, session, (room) => room.timeline(query));
    return c.json(withNextLink(c, page), 200);
  });
