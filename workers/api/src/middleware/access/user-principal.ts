import type { Principal } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findMembership } from '@waqtor/db/queries/members';
import type { ApiContext } from '../../api.ts';
import { SESSION_COOKIE, authOf } from '../../auth/auth.ts';

/** Who the cookie stands for, or null: not signed in, or a member of no workspace. */
export const userPrincipal = async (c: ApiContext): Promise<Principal | null> => {
  if (!c.req.header('cookie')?.includes(SESSION_COOKIE)) return null;
  const { headers, response } = await authOf(c.env).api.getSession({
    headers: c.req.raw.headers,
    returnHeaders: true,
  });
  // A login in use is prolonged; the browser must learn the new time.
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
  if (!response) return null;
  const membership = await findMembership(openDatabase(c.env.DB), response.user.id);
  if (!membership) return null;
  const { userId, workspaceId, role } = membership;
  return { kind: 'user', id: userId, workspaceId, role, scopes: ['*'] };
};
