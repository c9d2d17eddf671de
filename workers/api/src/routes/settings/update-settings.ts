import { createRoute } from '@hono/zod-openapi';
import { updateSettingsRequest, workspaceSettingsSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { changeWorkspace } from '@waqtor/db/queries/workspaces';
import type { WorkspaceRecord } from '@waqtor/db/queries/workspaces';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requireMatch } from '../../http/etag.ts';
import { requires } from '../../middleware/access/access.ts';
import { fieldsOf, patchSettings, presentWorkspace, renderSettings, settingsEtag } from '../../workspace/settings.ts';
import { tryChange } from '../../workspace/try-change.ts';

const route = createRoute({
  method: 'patch',
  path: '/settings',
  operationId: 'updateSettings',
  tags: ['Workspaces'],
  summary: 'Change settings of the workspace; what is left out stays, inside of `branding` too',
  description: 'With `If-Match` they are changed only as they were read.',
  ...requires('workspace:write'),
  request: jsonBody(updateSettingsRequest),
  responses: {
    200: json('The settings after the change.', workspaceSettingsSchema),
    ...problems('validation_failed', 'conflict', 'precondition_failed'),
  },
});

export const updateSettings = (api: Api) =>
  api.openapi(route, async (c) => {
    const patch = c.req.valid('json');
    const fields = fieldsOf(patch);
    const changed = await tryChange<WorkspaceRecord>(async () => {
      const workspace = await presentWorkspace(c);
      requireMatch(c, settingsEtag(workspace));
      if (fields === '') return workspace;
      const change = patchSettings(workspace, patch);
      const target = { kind: 'workspace', id: workspace.id };
      const audit = auditRow(c, { action: 'workspace.settings_changed', target, details: { fields } });
      const isChanged = await changeWorkspace(openDatabase(c.env.DB), workspace, change, audit);
      return isChanged ? { ...workspace, ...change, version: workspace.version + 1 } : null;
    });
    c.header('etag', settingsEtag(changed));
    return c.json(renderSettings(changed), 200);
  });
