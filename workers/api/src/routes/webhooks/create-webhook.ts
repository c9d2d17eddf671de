import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, createWebhookRequest, createdWebhookSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { seal } from '@waqtor/core/sealed-box';
import { newWebhookSecret } from '@waqtor/core/webhook/signature';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertWebhookEndpoint } from '@waqtor/db/queries/webhook-endpoints';
import type { Api } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { audited } from '../../audit/audited.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { MAX_ENDPOINTS } from '../../usage/resource-limits.ts';
import { requireAllowedUrl } from '../../webhooks/require-allowed-url.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks',
  operationId: 'createWebhook',
  tags: ['Webhooks'],
  summary: 'Add a webhook endpoint; its signing secret is shown this once',
  ...requires('webhooks:write'),
  request: jsonBody(createWebhookRequest),
  responses: {
    201: json('Created.', createdWebhookSchema),
    ...problems('validation_failed', 'url_not_allowed', 'too_many_endpoints', 'not_found'),
  },
});

export const createWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    requireAllowedUrl(c, input.url);
    if (input.sessionId) await sessionOfRequest(c, input.sessionId);
    const { workspaceId } = c.get('principal');
    const endpointId = newId('whk');
    const secret = newWebhookSecret();
    const sealedSecret = await seal(settingsOf(c.env).dataKey, endpointId, secret);
    const target = { kind: 'webhook', id: endpointId };
    const webhook = await audited(c, { action: 'webhook.created', target }, async () => {
      // The index first: an endpoint that nobody can find would deliver for ever.
      const row = { id: endpointId, workspaceId, max: MAX_ENDPOINTS };
      if (!(await insertWebhookEndpoint(openDatabase(c.env.DB), row, new Date()))) {
        throw new WaqtorError('too_many_endpoints', { details: { limit: MAX_ENDPOINTS } });
      }
      return ask(() =>
        endpointOf(c.env, workspaceId, endpointId).create({
          workspaceId,
          endpointId,
          url: input.url,
          events: [...new Set(input.events)],
          sessionId: input.sessionId ?? null,
          description: input.description ?? '',
          retry: input.retry ?? { profile: 'extended' },
          enabled: input.enabled ?? true,
          sealedSecret,
        }),
      );
    });
    c.header('location', `/api/webhooks/${endpointId}`);
    return c.json({ ...webhook, secret }, 201);
  });
