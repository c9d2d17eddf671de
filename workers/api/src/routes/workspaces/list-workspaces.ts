import { createRoute } from '@hono/zod-openapi';
import { workspaceListSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { listOwnWorkspaces } from '@waqtor/db/queries/workspaces';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { findUserPrincipal } from '../../middleware/access/user-principal.ts';
import { renderWorkspace } from '../../workspace/render-workspace.ts';

const route = createRoute({
  method: 'get',
  path: '/workspaces',
  operationId: 'listWorkspaces',
  tags: ['Workspaces'],
  summary: 'The workspaces of the signed-in person; one is where this login works',
  ...requiresPerson(),
  responses: { 200: json('In the order of joining; empty for a member of none.', workspaceListSchema), ...problems() },
});

export const listWorkspaces = (api: Api) =>
  api.openapi(route, async (c) => {
    const person = c.get('person');
    const [workspaces, principal] = await Promise.all([
      listOwnWorkspaces(openDatabase(c.env.DB), person.userId),
      findUserPrincipal(c, person),
    ]);
    const currentId = principal?.workspaceId ?? null;
    return c.json({ data: workspaces.map((workspace) => renderWorkspace(workspace, currentId)) }, 200);
  });
