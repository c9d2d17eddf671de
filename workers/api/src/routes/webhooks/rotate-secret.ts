import { createRoute } from '@hono/zod-openapi';
import { DEFAULT_SECRET_GRACE_SECONDS, rotateSecretRequest, rotatedSecretSchema } from '@waqtor/contracts';
import { seal } from '@waqtor/core/sealed-box';
import type { Api } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { settingsOf } from '../../env.ts';
import { json, optionalJsonBody, problems } from '../../http/describe.ts';
import { idOfRequest } from '../../http/id-of-request.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, endpointOf } from '../../objects.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';
import { secretOfRequest } from '../../webhooks/secret-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/{id}/rotate-secret',
  operationId: 'rotateWebhookSecret',
  tags: ['Webhooks'],
  summary: 'A new signing secret for an endpoint; it is shown this once',
  description:
    'The new secret signs at once. The old one signs beside it for `graceSeconds` (86400 when left out, at most 604800; 0 ends it at once): put the new one in place meanwhile. `too_many_secrets` while the grace of an earlier rotation runs. With an `Idempotency-Key` a repetition answers the same secret, also when the first answer was lost; it is `idempotency_key_reused` once another rotation followed.',
  ...requires('webhooks:write', { isDangerous: true }),
  request: { params: webhookParams, ...optionalJsonBody(rotateSecretRequest) },
  responses: {
    200: json('The new secret.', rotatedSecretSchema),
    ...problems(
      'not_found',
      'validation_failed',
      'too_many_secrets',
      'idempotency_key_reused',
      'recent_authentication_required',
    ),
  },
});

export const rotateSecret = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    // Without a body there are no defaults either.
    const { graceSeconds = DEFAULT_SECRET_GRACE_SECONDS, secret: own } = c.req.valid('json');
    const rotationId = idOfRequest(c, 'evt', id, String(graceSeconds), own ?? '');
    const secret = own ?? secretOfRequest(c, rotationId);
    const { workspaceId } = c.get('principal');
    const sealedSecret = await seal(settingsOf(c.env).dataKey, id, secret);
    const entry = {
      action: 'webhook.secret_rotated' as const,
      target: { kind: 'webhook', id },
      details: { graceSeconds },
    };
    // A repetition finds its own rotation by the id, and the secret that follows from the same.
    const { previousSecretExpiresAt } = await audited(c, entry, () =>
      ask(() => endpointOf(c.env, workspaceId, id).rotateSecret(sealedSecret, graceSeconds, rotationId)),
    );
    return c.json({ secret, previousSecretExpiresAt }, 200);
  });
