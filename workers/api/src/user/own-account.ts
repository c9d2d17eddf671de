import { WaqtorError } from '@waqtor/contracts';
import type { CurrentUser } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findUser } from '@waqtor/db/queries/users';
import type { UserRecord } from '@waqtor/db/queries/users';
import { findWorkspace } from '@waqtor/db/queries/workspaces';
import type { ApiContext } from '../api.ts';
import { etagOf } from '../http/etag.ts';
import { findUserPrincipal } from '../middleware/access/user-principal.ts';
import { renderUser } from './render-user.ts';

export const ownAccount = async (c: ApiContext): Promise<UserRecord> => {
  const user = await findUser(openDatabase(c.env.DB), c.get('person').userId);
  // Removed between the check of the login and now.
  if (!user) throw new WaqtorError('unauthorized');
  return user;
};

/** Of what people change of themselves. */
export const profileEtag = ({ id, name, phone, language, avatarKey }: UserRecord): string =>
  etagOf({ id, name, phone, language, avatarKey });

/** `GET /api/user` after a change. */
export const renderOwnAccount = async (c: ApiContext, user: UserRecord): Promise<CurrentUser> => {
  const principal = await findUserPrincipal(c, c.get('person'));
  const workspace = principal ? await findWorkspace(openDatabase(c.env.DB), principal.workspaceId) : null;
  return renderUser(c, user, principal ?? undefined, workspace);
};
