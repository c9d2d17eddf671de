import { createRoute } from '@hono/zod-openapi';
import type { Api } from '../../api.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { setLogo } from '../../workspace/set-logo.ts';

const route = createRoute({
  method: 'delete',
  path: '/settings/logo',
  operationId: 'deleteLogo',
  tags: ['Workspaces'],
  summary: 'Remove the logo of the workspace; may be repeated',
  ...requires('workspace:write'),
  responses: { 204: { description: 'There is none.' }, ...problems('conflict') },
});

export const deleteLogo = (api: Api) =>
  api.openapi(route, async (c) => {
    await setLogo(c, null);
    return c.body(null, 204);
  });
