import { createRoute } from '@hono/zod-openapi';
import { workspaceSettingsSchema } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { PICTURE_BODY, keepPicture } from '../../user/picture.ts';
import { setLogo } from '../../workspace/set-logo.ts';
import { renderSettings, settingsEtag } from '../../workspace/settings.ts';

const route = createRoute({
  method: 'post',
  path: '/settings/logo',
  operationId: 'uploadLogo',
  tags: ['Workspaces'],
  summary: 'Set the logo of the workspace',
  description: 'The body is a PNG, JPEG or WebP picture of at most 2 MB, known by its first bytes.',
  ...requires('workspace:write'),
  request: PICTURE_BODY,
  responses: {
    200: json('The settings with the new logo.', workspaceSettingsSchema),
    ...problems('media_not_accepted', 'conflict'),
  },
});

export const uploadLogo = (api: Api) =>
  api.openapi(route, async (c) => {
    const { workspaceId } = c.get('principal');
    const workspace = await keepPicture(c, workspaceId, (key) => setLogo(c, key));
    c.header('etag', settingsEtag(workspace));
    return c.json(renderSettings(workspace), 200);
  });
