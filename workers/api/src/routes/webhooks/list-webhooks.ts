import { createRoute } from '@hono/zod-openapi';
import { pageSchema, webhookSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { deleteWebhookEndpoint, listWebhookEndpoints } from '@waqtor/db/queries/webhook-endpoints';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { endpointOf, reach } from '../../objects.ts';

const route = createRoute({
  method: 'get',
  path: '/webhooks',
  operationId: 'listWebhooks',
  tags: ['Webhooks'],
  summary: 'All webhook endpoints of the workspace, oldest first',
  ...requires('webhooks:read'),
  responses: { 200: json('All of them, in one page.', pageSchema(webhookSchema)), ...problems() },
});

export const listWebhooks = (api: Api) =>
  api.openapi(route, async (c) => {
    const { workspaceId } = c.get('principal');
    const db = openDatabase(c.env.DB);
    const rows = await listWebhookEndpoints(db, workspaceId);
    const described = await Promise.all(
      rows.map(async ({ id }) => {
        const answer = await reach(() => endpointOf(c.env, workspaceId, id).describe(), { isRepeatable: true });
        if (answer.ok) return [answer.value];
        // Its object is there before its row: it was removed, or the row is older than what the objects know.
        if (answer.code === 'not_found') await deleteWebhookEndpoint(db, workspaceId, id);
        return [];
      }),
    );
    return c.json({ data: described.flat(), nextCursor: null, hasMore: false }, 200);
  });
