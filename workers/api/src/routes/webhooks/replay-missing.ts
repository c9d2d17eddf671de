import { createRoute } from '@hono/zod-openapi';
import { recoverRequest, recoverySchemaOfWebhook } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';
import { startRecovery } from '../../webhooks/start-recovery.ts';

const route = createRoute({
  method: 'post',
  path: '/webhooks/{id}/replay-missing',
  operationId: 'replayMissingWebhookEvents',
  tags: ['Webhooks'],
  summary: 'Deliver events that were never handed to the endpoint',
  description:
    'Events of the log that match the subscription and have no delivery here, because the endpoint was disabled or is newer than they are, oldest first. `since` is within the last 14 days, `until` is now when left out; at most 10,000 in one run, `nextSince` says where to go on. With `dryRun` they are only counted (200). Progress: `GET /webhooks/{id}/recovery`. One runs at a time.',
  ...requires('webhooks:write'),
  request: { params: webhookParams, ...jsonBody(recoverRequest) },
  responses: {
    200: json('What it would be about (`dryRun`).', recoverySchemaOfWebhook),
    202: json('It runs.', recoverySchemaOfWebhook),
    ...problems('not_found', 'validation_failed', 'recovery_running', 'webhook_disabled'),
  },
});

export const replayMissing = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = await endpointOfRequest(c, c.req.valid('param').id);
    const recovery = await startRecovery(c, id, 'replayMissing', c.req.valid('json'));
    if (recovery.state === 'dry_run') return c.json(recovery, 200);
    c.header('location', `/api/webhooks/${id}/recovery`);
    return c.json(recovery, 202);
  });
