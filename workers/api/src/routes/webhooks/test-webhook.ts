import { createRoute } from '@hono/zod-openapi';
import { webhookTestRequest, webhookTestResponse } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, optionalJsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askOnce, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';
import { exampleEvent } from '../../webhooks/example-event.ts';
import { limitTests } from '../../webhooks/limit-tests.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/{id}/test',
  operationId: 'testWebhook',
  tags: ['Webhooks'],
  summary: 'Send one signed test delivery now and say what came back',
  description:
    'The example of `event` (a type or an alias; `webhook.test` when left out) is sent with `"test": true`, whatever the endpoint subscribes to, also while it is disabled. One attempt, no retry. At most 5 a minute for each endpoint.',
  ...requires('webhooks:write'),
  request: { params: webhookParams, ...optionalJsonBody(webhookTestRequest) },
  responses: {
    200: json('What the receiver answered.', webhookTestResponse),
    ...problems('not_found', 'validation_failed', 'rate_limited'),
  },
});

export const testWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { event, name } = exampleEvent(id, c.req.valid('json').event);
    limitTests(id);
    const { workspaceId } = c.get('principal');
    const answer = await audited(c, { action: 'webhook.tested', target: { kind: 'webhook', id } }, () =>
      askOnce(() => endpointOf(c.env, workspaceId, id).sendTest(event, name)),
    );
    return c.json(answer, 200);
  });
