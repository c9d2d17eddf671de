import { createRoute } from '@hono/zod-openapi';
import { revokeApiKey } from '@waqtor/db/queries/api-keys';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { problems } from '../../http/describe.ts';
import { endKeyUse } from '../../keys/end-key-use.ts';
import { keyOfRequest, keyParams } from '../../keys/key-of-request.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'delete',
  path: '/keys/{id}',
  operationId: 'revokeKey',
  tags: ['API keys'],
  summary: 'Revoke an API key, for good',
  description: 'It is refused everywhere within 10 seconds, and its live connections are closed. May be repeated.',
  ...requires('keys:write'),
  request: { params: keyParams },
  responses: { 204: { description: 'Revoked.' }, ...problems('not_found') },
});

export const revokeKey = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id, workspaceId } = await keyOfRequest(c, c.req.valid('param').id);
    const audit = auditRow(c, { action: 'key.revoked', target: { kind: 'key', id } });
    await revokeApiKey(openDatabase(c.env.DB), workspaceId, id, new Date(), audit);
    // Also when it was revoked before: an interrupted closing of its sockets is made good by repeating.
    endKeyUse(c, workspaceId, id);
    return c.body(null, 204);
  });
