import type { CurrentUser, Principal } from '@waqtor/contracts';
import { grantedScopes } from '@waqtor/core/permission/permission';
import type { UserRecord } from '@waqtor/db/queries/users';
import type { WorkspaceRecord } from '@waqtor/db/queries/workspaces';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';
import { VERSION } from '../version.ts';
import { avatarUrlOf } from './avatar-url.ts';

/** `GET /api/user`, as it is told. */
export const renderUser = (
  c: ApiContext,
  user: UserRecord,
  principal: Principal | undefined,
  workspace: WorkspaceRecord | null,
): CurrentUser => {
  const { isSimulated, virtualPhoneUrl, isSignUpOpen } = settingsOf(c.env);
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: principal?.role ?? null,
    workspace: workspace && { id: workspace.id, name: workspace.name },
    scopes: principal ? grantedScopes(principal) : [],
    phone: user.phone,
    language: user.language,
    avatarUrl: avatarUrlOf(user),
    hasSecondFactor: user.hasSecondFactor,
    deployment: { isSimulated, virtualPhoneUrl, version: VERSION, isSignUpOpen },
  };
};
