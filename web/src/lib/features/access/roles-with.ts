import type { NamedScope, Role } from '@waqtor/contracts';
import { ROLE_SCOPES } from '@waqtor/core/permission/permission';

/** The roles that hold a scope, the mightiest first. */
export const rolesWith = (scope: NamedScope): Role[] =>
  (Object.keys(ROLE_SCOPES) as Role[]).filter((role) => ROLE_SCOPES[role].includes(scope));
