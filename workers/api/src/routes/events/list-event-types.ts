import { createRoute } from '@hono/zod-openapi';
import { eventTypeListSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { EVENT_TYPES } from '../../description/event-schemas.ts';
import { eventTypeOf } from '../../description/event-type.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresKnown } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/events/types',
  operationId: 'listEventTypes',
  tags: ['Events'],
  summary: 'Every event type that WaQtor emits',
  description: 'The catalogue: names, versions, aliases of webhooks, and the topics of the hub that bring each type.',
  ...requiresKnown(),
  responses: { 200: json('All of them; there are no pages.', eventTypeListSchema), ...problems() },
});

export const listEventTypes = (api: Api) =>
  api.openapi(route, (c) => c.json({ data: EVENT_TYPES.map(eventTypeOf) }, 200));
