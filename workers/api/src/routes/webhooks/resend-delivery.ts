import { createRoute } from '@hono/zod-openapi';
import { deliverySchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askOnce, endpointOf } from '../../objects.ts';
import { deliveryParams, endpointOfRequest } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/{id}/logs/{deliveryId}/resend',
  operationId: 'resendWebhookDelivery',
  tags: ['Webhooks'],
  summary: 'Send one delivery again',
  description:
    'One attempt as soon as may be, with the same `webhook-id` and the same bytes, whatever became of the delivery before. It does not count against the schedule. `webhook_disabled` while the endpoint is disabled; `content_expunged` when the content was deleted.',
  ...requires('webhooks:write'),
  request: { params: deliveryParams },
  responses: {
    202: json('The delivery; it goes out soon.', deliverySchema),
    ...problems('not_found', 'webhook_disabled', 'content_expunged'),
  },
});

export const resendDelivery = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id, deliveryId } = c.req.valid('param');
    const endpointId = await endpointOfRequest(c, id);
    const { workspaceId } = c.get('principal');
    const entry = {
      action: 'webhook.delivery_resent' as const,
      target: { kind: 'webhook', id: endpointId },
      details: { deliveryId },
    };
    const delivery = await audited(c, entry, () =>
      askOnce(() => endpointOf(c.env, workspaceId, endpointId).resend(deliveryId)),
    );
    return c.json(delivery, 202);
  });
