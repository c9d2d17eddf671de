import { createRoute } from '@hono/zod-openapi';
import { currentRecoverySchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/webhooks/{id}/recovery',
  operationId: 'getWebhookRecovery',
  tags: ['Webhooks'],
  summary: 'How far the latest recovery or replay is',
  description: '`recovery` is null when there was none.',
  ...requires('webhooks:read'),
  request: { params: webhookParams },
  responses: { 200: json('The latest one.', currentRecoverySchema), ...problems('not_found') },
});

export const getRecovery = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    return c.json({ recovery: await ask(() => endpointOf(c.env, workspaceId, id).recovery()) }, 200);
  });
