import { DEFAULT_SETTINGS, WaqtorError } from '@waqtor/contracts';
import type { WorkspaceSettings, updateSettingsRequest } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findWorkspace } from '@waqtor/db/queries/workspaces';
import type { WorkspaceRecord } from '@waqtor/db/queries/workspaces';
import type * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { etagOf } from '../http/etag.ts';

/** Where the logo is served; the end of its key changes with every upload, so that it may be cached. */
const logoUrlOf = ({ id, logoKey }: Pick<WorkspaceRecord, 'id' | 'logoKey'>): string | null =>
  logoKey === null ? null : `/api/workspaces/${id}/logo?v=${logoKey.slice(-8)}`;

/** What is stored differs from the defaults; people see all of it. */
export const renderSettings = (workspace: WorkspaceRecord): WorkspaceSettings => ({
  ...DEFAULT_SETTINGS,
  ...workspace.settings,
  name: workspace.name,
  branding: { ...DEFAULT_SETTINGS.branding, ...workspace.settings.branding, logoUrl: logoUrlOf(workspace) },
});

/** Two workspaces may be at one version; a reader who switched has not seen the other. */
export const settingsEtag = ({ id, version }: Pick<WorkspaceRecord, 'id' | 'version'>): string =>
  etagOf(`${id}/${version}`);

type SettingsPatch = z.infer<typeof updateSettingsRequest>;

/** The columns after a patch: what it leaves out stays, inside of `branding` too. */
export const patchSettings = (
  { settings }: Pick<WorkspaceRecord, 'settings'>,
  { name, branding, ...rest }: SettingsPatch,
): Partial<Pick<WorkspaceRecord, 'name' | 'settings'>> => ({
  ...(name === undefined ? {} : { name }),
  settings: {
    ...settings,
    ...(rest as Partial<WorkspaceSettings>),
    ...(branding === undefined
      ? {}
      : { branding: { ...DEFAULT_SETTINGS.branding, ...settings.branding, ...(branding as object) } }),
  },
});

/** Names of what a patch holds, for the audit: `name branding.footer`. */
export const fieldsOf = ({ branding, ...rest }: SettingsPatch): string =>
  [...Object.keys(rest), ...Object.keys(branding ?? {}).map((field) => `branding.${field}`)].join(' ');

export const presentWorkspace = async (c: ApiContext): Promise<WorkspaceRecord> => {
  const workspace = await findWorkspace(openDatabase(c.env.DB), c.get('principal').workspaceId);
  if (!workspace) throw new WaqtorError('not_found');
  return workspace;
};
