import { ROLES } from '@waqtor/contracts';
import type { Role, Scope } from '@waqtor/contracts';
import { isAllowed } from '../permission/permission.ts';

interface Holder {
  role: Role;
  scopes: readonly Scope[];
}

/** whether the principal may give a key this scope; `*` only who is not narrowed by a key of its own. */
export const holdsScope = (principal: Holder, scope: Scope): boolean =>
  scope === '*' ? principal.scopes.includes('*') : isAllowed(principal, scope);

/** Positions in `scopes` of what the principal does not hold. */
export const scopesNotHeld = (principal: Holder, scopes: readonly Scope[]): number[] =>
  [...scopes.keys()].filter((at) => !holdsScope(principal, scopes[at] as Scope));

/**
 * Whether the principal may have the text of this key, or widen it: a key acts with the role of its creator, so that
 * an admin who made a new secret for an owner's key would be an owner.
 */
export const mayWieldKey = (principal: Holder, key: Holder): boolean =>
  ROLES.indexOf(principal.role) <= ROLES.indexOf(key.role) && scopesNotHeld(principal, key.scopes).length === 0;
