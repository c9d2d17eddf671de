import { createRoute } from '@hono/zod-openapi';
import { webhookSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, problems } from '../../http/describe.ts';
import { etagOf } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/{id}/enable',
  operationId: 'enableWebhook',
  tags: ['Webhooks'],
  summary: 'Enable an endpoint again, and forget its failures',
  description:
    'Breaker, count of failures and the reason why it was disabled are forgotten, also of an endpoint that is enabled; what waited goes out. Events of the time while it was disabled are not sent by this: see `POST /webhooks/{id}/replay-missing`.',
  ...requires('webhooks:write'),
  request: { params: webhookParams },
  responses: { 200: json('The endpoint.', webhookSchema), ...problems('not_found') },
});

export const enableWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    const webhook = await audited(c, { action: 'webhook.enabled', target: { kind: 'webhook', id } }, () =>
      ask(() => endpointOf(c.env, workspaceId, id).enable()),
    );
    c.header('etag', etagOf(webhook));
    return c.json(webhook, 200);
  });
