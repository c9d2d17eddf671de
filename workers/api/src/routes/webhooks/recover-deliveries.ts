import { createRoute } from '@hono/zod-openapi';
import { recoverRequest, recoverySchemaOfWebhook } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { endpointOfRequest, webhookParams } from '../../webhooks/endpoint-of-request.ts';
import { startRecovery } from '../../webhooks/start-recovery.ts';

const WINDOW =
  '`since` is within the last 14 days, `until` is now when left out; at most 10,000 in one run, `nextSince` says where to go on. With `dryRun` they are only counted (200). Progress: `GET /webhooks/{id}/recovery`. One runs at a time.';

/** A route that sends a window again (W-5): what failed, or what was never handed over. */
const recoveryRoute = (
  kind: 'recover' | 'replayMissing',
  words: { path: string; operationId: string; summary: string; description: string },
) => {
  const route = createRoute({
    method: 'post',
    tags: ['Webhooks'],
    ...words,
    description: `${words.description} ${WINDOW}`,
    ...requires('webhooks:write'),
    request: { params: webhookParams, ...jsonBody(recoverRequest) },
    responses: {
      200: json('What it would be about (`dryRun`).', recoverySchemaOfWebhook),
      202: json('It runs.', recoverySchemaOfWebhook),
      ...problems('not_found', 'validation_failed', 'recovery_running', 'webhook_disabled'),
    },
  });
  return (api: Api) =>
    api.openapi(route, async (c) => {
      const id = await endpointOfRequest(c, c.req.valid('param').id);
      const recovery = await startRecovery(c, id, kind, c.req.valid('json'));
      if (recovery.state === 'dry_run') return c.json(recovery, 200);
      c.header('location', `/api/webhooks/${id}/recovery`);
      return c.json(recovery, 202);
    });
};

export const recoverDeliveries = recoveryRoute('recover', {
  path: '/webhooks/{id}/recover',
  operationId: 'recoverWebhookDeliveries',
  summary: 'Send again what failed and never succeeded',
  description:
    'Deliveries of the window that were given up are sent again with the same `webhook-id`; what succeeded in the meantime is left out.',
});
export const replayMissing = recoveryRoute('replayMissing', {
  path: '/webhooks/{id}/replay-missing',
  operationId: 'replayMissingWebhookEvents',
  summary: 'Deliver events that were never handed to the endpoint',
  description:
    'Events of the log that match the subscription and have no delivery here, because the endpoint was disabled or is newer than they are, oldest first.',
});
