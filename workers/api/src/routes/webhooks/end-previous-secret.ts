import { createRoute } from '@hono/zod-openapi';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'delete',
  path: '/webhooks/{id}/previous-secret',
  operationId: 'endPreviousWebhookSecret',
  tags: ['Webhooks'],
  summary: 'End the grace of the old signing secret now',
  description: 'From now on the newest secret alone signs. Outside of a rotation it changes nothing.',
  ...requires('webhooks:write'),
  request: { params: webhookParams },
  responses: { 204: { description: 'The newest secret alone signs.' }, ...problems('not_found') },
});

export const endPreviousSecret = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const { workspaceId } = c.get('principal');
    await audited(c, { action: 'webhook.secret_grace_ended', target: { kind: 'webhook', id } }, () =>
      ask(() => endpointOf(c.env, workspaceId, id).endSecretGrace()),
    );
    return c.body(null, 204);
  });
