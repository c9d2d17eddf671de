import { createRoute } from '@hono/zod-openapi';
import { DEFAULT_SECRET_GRACE_SECONDS, rotateSecretRequest, rotatedSecretSchema } from '@waqtor/contracts';
import { seal } from '@waqtor/core/sealed-box';
import { newWebhookSecret } from '@waqtor/core/webhook/signature';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { settingsOf } from '../../env.ts';
import { json, optionalJsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { askOnce, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/{id}/rotate-secret',
  operationId: 'rotateWebhookSecret',
  tags: ['Webhooks'],
  summary: 'A new signing secret for an endpoint; it is shown this once',
  description:
    'The new secret signs at once. The old one signs beside it for `graceSeconds` (86400 when left out, at most 604800; 0 ends it at once): put the new one in place meanwhile. `too_many_secrets` while the grace of an earlier rotation runs.',
  ...requires('webhooks:write', { isDangerous: true }),
  request: { params: webhookParams, ...optionalJsonBody(rotateSecretRequest) },
  responses: {
    200: json('The new secret.', rotatedSecretSchema),
    ...problems('not_found', 'validation_failed', 'too_many_secrets', 'recent_authentication_required'),
  },
});

export const rotateSecret = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    // Without a body there are no defaults either.
    const { graceSeconds = DEFAULT_SECRET_GRACE_SECONDS, secret = newWebhookSecret() } = c.req.valid('json');
    const { workspaceId } = c.get('principal');
    const sealedSecret = await seal(settingsOf(c.env).dataKey, id, secret);
    const entry = {
      action: 'webhook.secret_rotated' as const,
      target: { kind: 'webhook', id },
      details: { graceSeconds },
    };
    // Once: a repetition would find the grace of its own rotation, and refuse what was done.
    const { previousSecretExpiresAt } = await audited(c, entry, () =>
      askOnce(() => endpointOf(c.env, workspaceId, id).rotateSecret(sealedSecret, graceSeconds)),
    );
    return c.json({ secret, previousSecretExpiresAt }, 200);
  });
