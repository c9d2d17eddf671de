import { createRoute } from '@hono/zod-openapi';
import { webhookSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { NOT_MODIFIED, etagOf, notModified } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/webhooks/{id}',
  operationId: 'getWebhook',
  tags: ['Webhooks'],
  summary: 'One webhook endpoint',
  ...requires('webhooks:read'),
  request: { params: webhookParams },
  responses: { 200: json('The endpoint.', webhookSchema), ...NOT_MODIFIED, ...problems('not_found') },
});

export const getWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    const webhook = await ask(() => endpointOf(c.env, workspaceId, id).describe());
    return notModified(c, etagOf(webhook)) ?? c.json(webhook, 200);
  });
