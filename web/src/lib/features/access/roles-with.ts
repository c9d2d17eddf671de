import { ROLES, type NamedScope, type Role } from '@waqtor/contracts';
import { ROLE_SCOPES } from '@waqtor/core/permission/permission';

/** The roles that hold a scope, the mightiest first. */
export const rolesWith = (scope: NamedScope): Role[] => ROLES.filter((role) => ROLE_SCOPES[role].includes(scope));
