import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, idSchema, workspaceSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findOwnWorkspace, switchWorkspace } from '@waqtor/db/queries/workspaces';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { renderWorkspace } from '../../workspace/render-workspace.ts';

const route = createRoute({
  method: 'post',
  path: '/workspaces/{id}/switch',
  operationId: 'switchWorkspace',
  tags: ['Workspaces'],
  summary: 'Work in another workspace with this login; other logins stay where they are',
  ...requiresPerson(),
  request: { params: parameters(z.object({ id: z.string().max(100) })) },
  responses: { 200: json('The workspace in which this login works now.', workspaceSchema), ...problems('not_found') },
});

export const switchToWorkspace = (api: Api) =>
  api.openapi(route, async (c) => {
    const db = openDatabase(c.env.DB);
    const { id } = c.req.valid('param');
    const person = c.get('person');
    const isKnown = idSchema('wsp').safeParse(id).success && (await switchWorkspace(db, person, id));
    const workspace = isKnown ? await findOwnWorkspace(db, person.userId, id) : null;
    if (!workspace) throw new WaqtorError('not_found');
    return c.json(renderWorkspace(workspace, id), 200);
  });
