import { DEFAULT_SETTINGS } from '@waqtor/contracts';
import { RecentValues } from '@waqtor/core/cache/recent-values';
import { openDatabase } from '@waqtor/db/queries/database';
import { findWorkspace } from '@waqtor/db/queries/workspaces';
import type { ApiContext } from '../api.ts';

/** Per isolate: whoever changes the setting sees it everywhere after this. */
const TTL_MS = 10_000;
const countries = new RecentValues<string>({ maxEntries: 1_000, ttlMs: TTL_MS });

/** The country whose national numbers the workspace of the principal means (ISO 3166-1 alpha-2). */
export const defaultCountryOf = async (c: ApiContext): Promise<string> => {
  const { workspaceId } = c.get('principal');
  const now = Date.now();
  const known = countries.get(workspaceId, now);
  if (known !== undefined) return known;
  const workspace = await findWorkspace(openDatabase(c.env.DB), workspaceId);
  const country = workspace?.settings.defaultCountry ?? DEFAULT_SETTINGS.defaultCountry;
  countries.put(workspaceId, country, now);
  return country;
};
