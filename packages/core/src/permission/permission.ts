import type { Role, Scope } from '@waqtor/contracts';

type NamedScope = Exclude<Scope, '*'>;

const EVERYTHING: readonly NamedScope[] = [
  'sessions:read',
  'sessions:write',
  'messages:read',
  'messages:send',
  'webhooks:read',
  'webhooks:write',
  'events:read',
];

/** what each role may do. A key never does more than its creator's role. */
export const ROLE_SCOPES: Readonly<Record<Role, readonly NamedScope[]>> = {
  owner: EVERYTHING,
  admin: EVERYTHING,
  agent: ['sessions:read', 'messages:read', 'messages:send', 'events:read'],
  viewer: ['sessions:read', 'messages:read', 'events:read'],
};

/** Both the role and, for a key, its own scopes must grant it. */
export const isAllowed = (principal: { role: Role; scopes: readonly Scope[] }, scope: NamedScope): boolean =>
  ROLE_SCOPES[principal.role].includes(scope) && (principal.scopes.includes('*') || principal.scopes.includes(scope));
