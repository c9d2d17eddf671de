import { createRoute } from '@hono/zod-openapi';
import { workspaceSettingsSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { NOT_MODIFIED, notModified } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { presentWorkspace, renderSettings, settingsEtag } from '../../workspace/settings.ts';

const route = createRoute({
  method: 'get',
  path: '/settings',
  operationId: 'getSettings',
  tags: ['Workspaces'],
  summary: 'Settings of the workspace',
  description: 'Its `ETag` may be sent as `If-Match` with a change.',
  ...requires('workspace:read'),
  responses: { 200: json('All of them.', workspaceSettingsSchema), ...NOT_MODIFIED, ...problems() },
});

export const getSettings = (api: Api) =>
  api.openapi(route, async (c) => {
    const workspace = await presentWorkspace(c);
    return notModified(c, settingsEtag(workspace)) ?? c.json(renderSettings(workspace), 200);
  });
