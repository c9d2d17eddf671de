import { createRoute } from '@hono/zod-openapi';
import { updateWebhookRequest, webhookSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';
import { requireAllowedUrl } from '../../webhooks/require-allowed-url.ts';

const route = createRoute({
  method: 'patch',
  path: '/webhooks/{id}',
  operationId: 'updateWebhook',
  tags: ['Webhooks'],
  summary: 'Change a webhook endpoint; what is left out stays',
  ...requires('webhooks:write'),
  request: { params: webhookParams, ...jsonBody(updateWebhookRequest) },
  responses: {
    200: json('The endpoint after the change.', webhookSchema),
    ...problems('not_found', 'validation_failed', 'url_not_allowed'),
  },
});

export const updateWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const patch = c.req.valid('json');
    if (patch.url !== undefined) requireAllowedUrl(c, patch.url);
    if (patch.sessionId) await sessionOfRequest(c, patch.sessionId);
    const { workspaceId } = c.get('principal');
    return c.json(await ask(() => endpointOf(c.env, workspaceId, id).update(patch)), 200);
  });
