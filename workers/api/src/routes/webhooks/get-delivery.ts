import { createRoute } from '@hono/zod-openapi';
import { deliveryDetailSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { deliveryParams, endpointOfRequest } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/webhooks/{id}/logs/{deliveryId}',
  operationId: 'getWebhookDelivery',
  tags: ['Webhooks'],
  summary: 'One delivery with its body and every attempt',
  ...requires('webhooks:read'),
  request: { params: deliveryParams },
  responses: { 200: json('The delivery.', deliveryDetailSchema), ...problems('not_found') },
});

export const getDelivery = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id, deliveryId } = c.req.valid('param');
    const endpointId = await endpointOfRequest(c, id);
    const { workspaceId } = c.get('principal');
    return c.json(await ask(() => endpointOf(c.env, workspaceId, endpointId).log(deliveryId)), 200);
  });
