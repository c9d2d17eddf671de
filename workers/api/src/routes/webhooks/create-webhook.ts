import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, createWebhookRequest, createdWebhookSchema, unwrap } from '@waqtor/contracts';
import type { Result, Webhook } from '@waqtor/contracts';
import { seal } from '@waqtor/core/sealed-box';
import type { Api } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { audited } from '../../audit/audited.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { etagOf } from '../../http/etag.ts';
import { idOfRequest } from '../../http/id-of-request.ts';
import { requires } from '../../middleware/access/access.ts';
import { endpointOf, reach } from '../../objects.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { MAX_ENDPOINTS } from '../../usage/resource-limits.ts';
import { checkResolution } from '../../webhooks/check-resolution.ts';
import { requireAllowedHeaders } from '../../webhooks/require-allowed-headers.ts';
import { requireAllowedUrl } from '../../webhooks/require-allowed-url.ts';
import { requirePossibleFilter } from '../../webhooks/require-possible-filter.ts';
import { sealHeaders } from '../../webhooks/seal-headers.ts';
import { secretOfRequest } from '../../webhooks/secret-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks',
  operationId: 'createWebhook',
  tags: ['Webhooks'],
  summary: 'Add a webhook endpoint; its signing secret is shown this once',
  description:
    'Only `url` and `events` must be given. `secret` takes one of your own; else it is generated. Values of `headers` are kept sealed and not shown again. `warnings` tells what may be wrong but did not prevent the creation, such as a name that does not resolve at present (`name_not_resolved`). What is delivered and how it is signed: docs/WEBHOOKS.md. Send an `Idempotency-Key`: a repetition with it answers the same endpoint and the same secret, also when the first answer was lost; without one it makes a second endpoint.',
  ...requires('webhooks:write'),
  request: jsonBody(createWebhookRequest),
  responses: {
    201: json('Created.', createdWebhookSchema),
    ...problems(
      'validation_failed',
      'url_not_allowed',
      'header_not_allowed',
      'filter_cannot_match',
      'too_many_endpoints',
      'not_found',
      'idempotency_key_reused',
    ),
  },
});

/** The endpoint that was made; what `create` refuses, in the words of a request. */
const madeOf = (answer: Result<Webhook>): Webhook => {
  if (answer.ok) return answer.value;
  if (answer.code === 'too_many_endpoints') {
    throw new WaqtorError('too_many_endpoints', { details: { limit: MAX_ENDPOINTS } });
  }
  // The id follows from the key: an earlier request made the endpoint, and it was removed since.
  if (answer.code === 'not_found') throw new WaqtorError('idempotency_key_reused', { details: { reason: 'removed' } });
  return unwrap(answer);
};

export const createWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const input = c.req.valid('json');
    const events = [...new Set(input.events)];
    const headers = input.headers ?? {};
    const url = requireAllowedUrl(c, input.url);
    requireAllowedHeaders(headers);
    requirePossibleFilter(events, input.filter);
    if (input.sessionId) await sessionOfRequest(c, input.sessionId);
    const warnings = await checkResolution(c, url);
    const { workspaceId } = c.get('principal');
    const endpointId = idOfRequest(c, 'whk', JSON.stringify(input));
    const secret = input.secret ?? secretOfRequest(c, endpointId);
    const { dataKey } = settingsOf(c.env);
    const sealedSecret = await seal(dataKey, endpointId, secret);
    const sealedHeaders = await sealHeaders(dataKey, endpointId, headers);
    const target = { kind: 'webhook', id: endpointId };
    // One call, and the object does the rest: a crash before it leaves nothing, one after it a whole endpoint.
    const create = () =>
      endpointOf(c.env, workspaceId, endpointId).create({
        workspaceId,
        endpointId,
        url: input.url,
        events,
        sessionId: input.sessionId ?? null,
        description: input.description ?? '',
        retry: input.retry ?? { profile: 'extended' },
        enabled: input.enabled ?? true,
        sealedSecret,
        filter: input.filter ?? null,
        payload: input.payload ?? 'full',
        ordered: input.ordered ?? false,
        throttle: input.throttle ?? null,
        ...sealedHeaders,
      });
    const webhook = await audited(c, { action: 'webhook.created', target }, async () =>
      madeOf(await reach(create, { isRepeatable: true })),
    );
    c.header('location', `/api/webhooks/${endpointId}`);
    c.header('etag', etagOf(webhook));
    return c.json({ ...webhook, secret, warnings }, 201);
  });
