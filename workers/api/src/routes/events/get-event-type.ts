import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, eventTypeDetailSchema, isEventType } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { eventTypeDetailOf } from '../../description/event-type.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requiresKnown } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/events/types/{name}',
  operationId: 'getEventType',
  tags: ['Events'],
  summary: 'One event type with its JSON Schema and an example',
  description: 'The schema is JSON Schema 2020-12 of the whole event as it comes by socket, webhook and pull.',
  ...requiresKnown(),
  request: { params: parameters(z.object({ name: z.string().max(100).describe('Such as `message.received`.') })) },
  responses: { 200: json('The type.', eventTypeDetailSchema), ...problems('not_found') },
});

export const getEventType = (api: Api) =>
  api.openapi(route, (c) => {
    const { name } = c.req.valid('param');
    if (!isEventType(name)) throw new WaqtorError('not_found');
    return c.json(eventTypeDetailOf(name), 200);
  });
