import type { NamedScope } from '@waqtor/contracts';
import { error } from '@sveltejs/kit';
import type { CurrentMember } from '$lib/api/member.ts';

/**
 * For the load of a page that somebody without this scope cannot use: `requireScope((await parent()).user, 'keys:read')`.
 * The page of refusal names the roles that have it.
 */
export const requireScope = (user: Pick<CurrentMember, 'scopes'>, scope: NamedScope): void => {
  if (!user.scopes.includes(scope)) error(403, { message: 'forbidden', scope });
};
