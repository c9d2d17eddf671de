import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { deleteTemplate as deleteRow } from '@waqtor/db/queries/templates';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { templateOfRequest, templateParams } from '../../templates/template-of-request.ts';

const route = createRoute({
  method: 'delete',
  path: '/templates/{id}',
  operationId: 'deleteTemplate',
  tags: ['Templates'],
  summary: 'Delete a saved text',
  ...requires('messages:send'),
  request: { params: templateParams },
  responses: { 204: { description: 'Deleted.' }, ...problems('not_found') },
});

export const deleteTemplate = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id, workspaceId } = await templateOfRequest(c, c.req.valid('param').id);
    const audit = auditRow(c, { action: 'template.deleted', target: { kind: 'template', id } });
    if (!(await deleteRow(openDatabase(c.env.DB), workspaceId, id, audit))) throw new WaqtorError('not_found');
    return c.body(null, 204);
  });
