import { openDatabase } from '@waqtor/db/queries/database';
import { changeWorkspace } from '@waqtor/db/queries/workspaces';
import type { WorkspaceRecord } from '@waqtor/db/queries/workspaces';
import type { ApiContext } from '../api.ts';
import { auditRow } from '../audit/audit-row.ts';
import { dropPicture } from '../user/picture.ts';
import { presentWorkspace } from './settings.ts';
import { tryChange } from './try-change.ts';

/** Another logo, or none; the one before it is removed. The workspace after the change. */
export const setLogo = async (c: ApiContext, logoKey: string | null): Promise<WorkspaceRecord> =>
  tryChange(async () => {
    const workspace = await presentWorkspace(c);
    if (workspace.logoKey === logoKey) return workspace;
    const audit = auditRow(c, {
      action: 'workspace.settings_changed',
      target: { kind: 'workspace', id: workspace.id },
      details: { fields: 'branding.logoUrl' },
    });
    if (!(await changeWorkspace(openDatabase(c.env.DB), workspace, { logoKey }, audit))) return null;
    dropPicture(c, workspace.logoKey);
    return { ...workspace, logoKey, version: workspace.version + 1 };
  });
