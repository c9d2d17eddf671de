import { createRoute } from '@hono/zod-openapi';
import { recoverySchemaOfWebhook } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'delete',
  path: '/webhooks/{id}/recovery',
  operationId: 'cancelWebhookRecovery',
  tags: ['Webhooks'],
  summary: 'Stop the recovery or replay that runs',
  description:
    'What it has handed over already is still delivered; nothing more is. One that is over stays as it ended; `not_found` when there was none.',
  ...requires('webhooks:write'),
  request: { params: webhookParams },
  responses: { 200: json('The one that was stopped.', recoverySchemaOfWebhook), ...problems('not_found') },
});

export const cancelRecovery = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    const recovery = await audited(c, { action: 'webhook.recovery_cancelled', target: { kind: 'webhook', id } }, () =>
      ask(() => endpointOf(c.env, workspaceId, id).cancelRecovery()),
    );
    return c.json(recovery, 200);
  });
