import { createRoute } from '@hono/zod-openapi';
import { updateWebhookRequest, webhookSchema } from '@waqtor/contracts';
import type { EndpointPatch, Webhook } from '@waqtor/contracts';
import type * as z from 'zod';
import type { Api, ApiContext } from '../../api.ts';
import { audited } from '../../audit/audited.ts';
import { settingsOf } from '../../env.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { etagOf, requireMatch } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { ask, askOnce, endpointOf } from '../../objects.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { checkResolution } from '../../webhooks/check-resolution.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';
import { requireAllowedHeaders } from '../../webhooks/require-allowed-headers.ts';
import { requireAllowedUrl } from '../../webhooks/require-allowed-url.ts';
import { requirePossibleFilter } from '../../webhooks/require-possible-filter.ts';
import { sealHeaders } from '../../webhooks/seal-headers.ts';

const route = createRoute({
  method: 'patch',
  path: '/webhooks/{id}',
  operationId: 'updateWebhook',
  tags: ['Webhooks'],
  summary: 'Change a webhook endpoint; what is left out stays',
  description:
    'A field that is given replaces the whole of it: `headers` all headers (`{}` takes them away), `filter` the whole filter (`null` takes it away). `enabled: true` is the same as `POST /webhooks/{id}/enable`. What waits already is delivered by the new settings.',
  ...requires('webhooks:write'),
  request: { params: webhookParams, ...jsonBody(updateWebhookRequest) },
  responses: {
    200: json('The endpoint after the change.', webhookSchema),
    ...problems(
      'not_found',
      'validation_failed',
      'url_not_allowed',
      'header_not_allowed',
      'filter_cannot_match',
      'precondition_failed',
    ),
  },
});

type Wish = z.infer<typeof updateWebhookRequest>;

/** Refuses what cannot be, whatever the endpoint is at present. */
const requireValid = async (c: ApiContext, wish: Wish): Promise<void> => {
  if (wish.headers !== undefined) requireAllowedHeaders(wish.headers);
  if (wish.sessionId) await sessionOfRequest(c, wish.sessionId);
  if (wish.url !== undefined) await checkResolution(c, requireAllowedUrl(c, wish.url));
};

const patchOf = async (c: ApiContext, id: string, { headers, events, ...rest }: Wish): Promise<EndpointPatch> => ({
  ...rest,
  ...(events === undefined ? {} : { events: [...new Set(events)] }),
  ...(headers === undefined ? {} : await sealHeaders(settingsOf(c.env).dataKey, id, headers)),
});

export const updateWebhook = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const wish = c.req.valid('json');
    await requireValid(c, wish);
    const { workspaceId } = c.get('principal');
    const endpoint = () => endpointOf(c.env, workspaceId, id);
    const isConditional = c.req.header('if-match') !== undefined;
    // Which events a filter is for is decided by the two together, whichever of them is changed.
    const concernsFilter = wish.events !== undefined || wish.filter !== undefined;
    let present: Webhook | undefined;
    if (isConditional || concernsFilter) present = await ask(() => endpoint().describe());
    if (present && isConditional) requireMatch(c, etagOf(present));
    if (present && concernsFilter) {
      requirePossibleFilter(wish.events ?? present.events, wish.filter === undefined ? present.filter : wish.filter);
    }
    const readAt = isConditional ? present?.updatedAt : undefined;
    const patch = await patchOf(c, id, wish);
    // A repetition of a conditional change would find its own trace and refuse itself.
    const change = () => endpoint().update(patch, readAt);
    const details = { fields: Object.keys(wish).sort().join(',') };
    const webhook = await audited(c, { action: 'webhook.changed', target: { kind: 'webhook', id }, details }, () =>
      readAt === undefined ? ask(change) : askOnce(change),
    );
    c.header('etag', etagOf(webhook));
    return c.json(webhook, 200);
  });
