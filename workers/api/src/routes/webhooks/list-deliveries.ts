import { createRoute } from '@hono/zod-openapi';
import { deliverySchema, listDeliveriesQuery, pageSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/webhooks/{id}/logs',
  operationId: 'listWebhookDeliveries',
  tags: ['Webhooks'],
  summary: 'Deliveries of one endpoint, latest first',
  description:
    'Each filter narrows: `state`, `event` (type or alias), `since` and `until` (when the delivery came in; `until` itself is left out), `q` (the whole id of a delivery or an event). Kept for 30 days.',
  ...requires('webhooks:read'),
  request: { params: webhookParams, query: parameters(listDeliveriesQuery) },
  responses: {
    200: json('A page.', pageSchema(deliverySchema)),
    ...problems('not_found', 'validation_failed', 'invalid_cursor'),
  },
});

export const listDeliveries = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    const query = c.req.valid('query');
    const page = await ask(() => endpointOf(c.env, workspaceId, id).logs(query));
    return c.json(withNextLink(c, page), 200);
  });
