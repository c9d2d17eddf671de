import { createRoute } from '@hono/zod-openapi';
import { templateListSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { listTemplates as listRows } from '@waqtor/db/queries/templates';
import type { Api } from '../../api.ts';
import { json } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { renderTemplate } from '../../templates/render-template.ts';

const route = createRoute({
  method: 'get',
  path: '/templates',
  operationId: 'listTemplates',
  tags: ['Templates'],
  summary: 'All saved texts of the workspace, by shortcut',
  ...requires('messages:read'),
  responses: { 200: json('All of them.', templateListSchema) },
});

export const listTemplates = (api: Api) =>
  api.openapi(route, async (c) => {
    const rows = await listRows(openDatabase(c.env.DB), c.get('principal').workspaceId);
    return c.json({ data: rows.map(renderTemplate) }, 200);
  });
