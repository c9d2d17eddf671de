import type { NamedScope, Role, Scope } from '@waqtor/contracts';

const EVERYTHING: readonly NamedScope[] = [
  'sessions:read',
  'sessions:write',
  'messages:read',
  'messages:send',
  'webhooks:read',
  'webhooks:write',
  'events:read',
  'workspace:read',
  'workspace:write',
  'members:read',
  'members:write',
  'keys:read',
  'keys:write',
  'audit:read',
  'notifications:read',
  'notifications:write',
  'monitor:read',
  'monitor:write',
  'hosts:read',
  'hosts:write',
];

/** what each role may do. A key never does more than its creator's role. */
export const ROLE_SCOPES: Readonly<Record<Role, readonly NamedScope[]>> = {
  owner: EVERYTHING,
  admin: EVERYTHING,
  agent: [
    'sessions:read',
    'messages:read',
    'messages:send',
    'events:read',
    'workspace:read',
    'members:read',
    'notifications:read',
  ],
  viewer: ['sessions:read', 'messages:read', 'events:read', 'workspace:read', 'notifications:read'],
};

/** Both the role and, for a key, its own scopes must grant it. */
export const isAllowed = (principal: { role: Role; scopes: readonly Scope[] }, scope: NamedScope): boolean =>
  ROLE_SCOPES[principal.role].includes(scope) && (principal.scopes.includes('*') || principal.scopes.includes(scope));

/** What a principal may do, by name: role and key together. */
export const grantedScopes = (principal: { role: Role; scopes: readonly Scope[] }): NamedScope[] =>
  ROLE_SCOPES[principal.role].filter((scope) => isAllowed(principal, scope));
