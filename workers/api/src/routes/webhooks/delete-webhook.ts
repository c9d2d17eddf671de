import { createRoute } from '@hono/zod-openapi';
import { unwrap } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { deleteWebhookEndpoint } from '@waqtor/db/queries/webhook-endpoints';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { endpointOf, reach } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  operationId: 'deleteWebhook',
  tags: ['Webhooks'],
  summary: 'Remove a webhook endpoint; what waits for delivery is dropped',
  ...requires('webhooks:write'),
  request: { params: webhookParams },
  responses: { 204: { description: 'Removed.' }, ...problems('not_found') },
});

export const deleteWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    await audited(c, { action: 'webhook.deleted', target: { kind: 'webhook', id } }, async () => {
      // The object takes itself off the index and the hub. The row goes once more for one that has no object.
      const removed = await reach(() => endpointOf(c.env, workspaceId, id).remove(), { isRepeatable: true });
      if (!removed.ok && removed.code !== 'not_found') unwrap(removed);
      await deleteWebhookEndpoint(openDatabase(c.env.DB), workspaceId, id);
    });
    return c.body(null, 204);
  });
