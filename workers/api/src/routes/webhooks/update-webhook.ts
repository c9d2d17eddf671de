import { createRoute } from '@hono/zod-openapi';
import { updateWebhookRequest, webhookSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { etagOf, requireMatch } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, askOnce, endpointOf } from '../../objects.ts';
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
    ...problems('not_found', 'validation_failed', 'url_not_allowed', 'precondition_failed'),
  },
});

export const updateWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const patch = c.req.valid('json');
    if (patch.url !== undefined) requireAllowedUrl(c, patch.url);
    if (patch.sessionId) await sessionOfRequest(c, patch.sessionId);
    const { workspaceId } = c.get('principal');
    const endpoint = () => endpointOf(c.env, workspaceId, id);
    let readAt: string | undefined;
    if (c.req.header('if-match') !== undefined) {
      const present = await ask(() => endpoint().describe());
      requireMatch(c, etagOf(present));
      readAt = present.updatedAt;
    }
    // A repetition of a conditional change would find its own trace and refuse itself.
    const change = () => endpoint().update(patch, readAt);
    const details = { fields: Object.keys(patch).sort().join(',') };
    const webhook = await audited(c, { action: 'webhook.changed', target: { kind: 'webhook', id }, details }, () =>
      readAt === undefined ? ask(change) : askOnce(change),
    );
    c.header('etag', etagOf(webhook));
    return c.json(webhook, 200);
  });
