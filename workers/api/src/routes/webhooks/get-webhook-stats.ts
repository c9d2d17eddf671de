import { createRoute } from '@hono/zod-openapi';
import { webhookStatsSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/webhooks/{id}/stats',
  operationId: 'getWebhookStats',
  tags: ['Webhooks'],
  summary: 'How an endpoint did in the last 24 hours, and what waits',
  description:
    'Success and times by attempts, failures by their class, queue, breaker, and one pair of counts for each hour.',
  ...requires('webhooks:read'),
  request: { params: webhookParams },
  responses: { 200: json('The figures.', webhookStatsSchema), ...problems('not_found') },
});

export const getWebhookStats = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    return c.json(await ask(() => endpointOf(c.env, workspaceId, id).stats()), 200);
  });
