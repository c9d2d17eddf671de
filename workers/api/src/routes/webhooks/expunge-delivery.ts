import { createRoute } from '@hono/zod-openapi';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { deliveryParams, endpointOfRequest } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'delete',
  path: '/webhooks/{id}/logs/{deliveryId}/content',
  operationId: 'expungeWebhookDelivery',
  tags: ['Webhooks'],
  summary: 'Delete body and answers of one delivery',
  description:
    'State, times and codes stay in the log. A delivery that waits is given up: there is nothing left to send. It cannot be undone.',
  ...requires('webhooks:write'),
  request: { params: deliveryParams },
  responses: { 204: { description: 'Deleted.' }, ...problems('not_found') },
});

export const expungeDelivery = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id, deliveryId } = c.req.valid('param');
    const endpointId = await endpointOfRequest(c, id);
    const { workspaceId } = c.get('principal');
    const entry = {
      action: 'webhook.delivery_expunged' as const,
      target: { kind: 'webhook', id: endpointId },
      details: { deliveryId },
    };
    await audited(c, entry, () => ask(() => endpointOf(c.env, workspaceId, endpointId).expunge(deliveryId)));
    return c.body(null, 204);
  });
