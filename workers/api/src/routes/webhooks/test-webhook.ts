import { createRoute } from '@hono/zod-openapi';
import { webhookTestResponse } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askOnce, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/{id}/test',
  operationId: 'testWebhook',
  tags: ['Webhooks'],
  summary: 'Send one signed test delivery now and say what came back',
  ...requires('webhooks:write'),
  request: { params: webhookParams },
  responses: { 200: json('What the receiver answered.', webhookTestResponse), ...problems('not_found') },
});

export const testWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    const answer = await audited(c, { action: 'webhook.tested', target: { kind: 'webhook', id } }, () =>
      askOnce(() => endpointOf(c.env, workspaceId, id).sendTest()),
    );
    return c.json(answer, 200);
  });
