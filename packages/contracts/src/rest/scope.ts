/** what a key may do, and what a role is made of. `*` is everything the creator's role allows. */
export const SCOPES = [
  '*',
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
] as const;
export type Scope = (typeof SCOPES)[number];
export type NamedScope = Exclude<Scope, '*'>;
