import type { Principal } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findLogin } from '@waqtor/db/queries/logins';
import { findMembership } from '@waqtor/db/queries/members';
import type { ApiContext } from '../../api.ts';
import { SESSION_COOKIE, authOf } from '../../auth/auth.ts';

/** A signed-in person, whatever they are a member of. */
export interface Person {
  userId: string;
  /** `lgn_…`: this login. */
  loginId: string;
  /** The workspace that this login chose, if any. */
  workspaceId: string | null;
  /** When password or second factor were shown last; null: never since the login was made. */
  authenticatedAt: Date | null;
}

/** Who the cookie stands for, or null. */
export const personOf = async (c: ApiContext): Promise<Person | null> => {
  if (!c.req.header('cookie')?.includes(SESSION_COOKIE)) return null;
  const { headers, response } = await authOf(c.env).api.getSession({
    headers: c.req.raw.headers,
    returnHeaders: true,
  });
  // A login in use is prolonged; the browser must learn the new time.
  for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
  if (!response) return null;
  const login = await findLogin(openDatabase(c.env.DB), response.session.id);
  if (!login) return null;
  return { userId: response.user.id, loginId: login.id, ...login };
};

/** The person as a member of the workspace they work in; null when they are a member of none. */
export const findUserPrincipal = async (c: ApiContext, person: Person): Promise<Principal | null> => {
  const membership = await findMembership(openDatabase(c.env.DB), person.userId, person.workspaceId);
  if (!membership) return null;
  const { userId, workspaceId, role } = membership;
  return { kind: 'user', id: userId, workspaceId, role, scopes: ['*'], loginId: person.loginId };
};
