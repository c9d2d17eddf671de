import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, auditRowSchema, idSchema } from '@waqtor/contracts';
import { findAuditRow } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/audit/{id}',
  operationId: 'getAuditRow',
  tags: ['Audit'],
  summary: 'One row of the audit',
  ...requires('audit:read'),
  request: { params: parameters(z.object({ id: z.string().max(100) })) },
  responses: { 200: json('The row.', auditRowSchema), ...problems('not_found') },
});

export const getAuditRow = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = idSchema('aud').safeParse(c.req.valid('param').id);
    const row = id.success ? await findAuditRow(openDatabase(c.env.DB), c.get('principal').workspaceId, id.data) : null;
    if (!row) throw new WaqtorError('not_found');
    return c.json(row, 200);
  });
