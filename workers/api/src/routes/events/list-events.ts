import { createRoute } from '@hono/zod-openapi';
import { listEventsQuery, listEventsResponse } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { hubOf, reach } from '../../objects.ts';

const route = createRoute({
  method: 'get',
  path: '/events',
  operationId: 'listEvents',
  tags: ['Events'],
  summary: 'The event log of the workspace, oldest first, after a position',
  ...requires('events:read'),
  request: { query: parameters(listEventsQuery) },
  responses: { 200: json('Events in order.', listEventsResponse), ...problems('validation_failed') },
});

export const listEvents = (api: Api) =>
  api.openapi(route, async (c) => {
    const { after, limit, types } = c.req.valid('query');
    const named = types?.split(',').flatMap((type) => type.trim() || []);
    const query = { after, limit, ...(named && named.length > 0 ? { types: named } : {}) };
    const { workspaceId } = c.get('principal');
    return c.json(await reach(() => hubOf(c.env, workspaceId).readEvents(query), { isRepeatable: true }), 200);
  });
