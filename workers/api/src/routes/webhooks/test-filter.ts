import { createRoute } from '@hono/zod-openapi';
import { testFilterRequest, testFilterResponse } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { hubOf, reach } from '../../objects.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';
import { eventToTry, tryOn } from '../../webhooks/event-to-try.ts';
import { requirePossibleFilter } from '../../webhooks/require-possible-filter.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/test-filter',
  operationId: 'testWebhookFilter',
  tags: ['Webhooks'],
  summary: 'Try a subscription without sending anything',
  description:
    'On `event` (any event body), on the event of the log with `eventId`, or on the newest 500 events of the log. For one event `reason` says why it would not be delivered.',
  ...requires('webhooks:write'),
  request: jsonBody(testFilterRequest),
  responses: {
    200: json('What would be delivered.', testFilterResponse),
    ...problems('not_found', 'validation_failed', 'filter_cannot_match'),
  },
});

export const testFilter = (api: Api) =>
  api.openapi(route, async (c) => {
    const { event, eventId, events, ...rest } = c.req.valid('json');
    if (rest.sessionId) await sessionOfRequest(c, rest.sessionId);
    requirePossibleFilter(events, rest.filter);
    const subscription = { events, sessionId: rest.sessionId ?? null, filter: rest.filter ?? null };
    const one = await eventToTry(c, { event, eventId });
    if (one !== null) return c.json(tryOn(subscription, one), 200);
    const { workspaceId } = c.get('principal');
    const hub = () => hubOf(c.env, workspaceId).testSubscription(subscription);
    return c.json(await reach(hub, { isRepeatable: true }), 200);
  });
