import type { Principal, Scope } from '@waqtor/contracts';

/** What people without an administrator's role may follow. */
const COMMON_FAMILIES = new Set(['session', 'message', 'campaign', 'smartbot', 'notification']);
const FAMILY_OF_SCOPE: Partial<Record<Scope, string>> = {
  'sessions:read': 'session',
  'messages:read': 'message',
  'webhooks:read': 'webhook',
  'monitor:read': 'monitor',
};

/** H-5: may this principal follow events of the family? Unknown families are for administrators and full readers. */
export const mayFollowFamily = (principal: Principal, family: string): boolean => {
  const isAdministrator = principal.role === 'owner' || principal.role === 'admin';
  if (!isAdministrator && !COMMON_FAMILIES.has(family)) return false;
  if (principal.kind === 'user' || principal.scopes.includes('*')) return true;
  // Monitoring shows addresses of other clients: reading events is not enough for it.
  if (family !== 'monitor' && principal.scopes.includes('events:read')) return true;
  return principal.scopes.some((scope) => FAMILY_OF_SCOPE[scope] === family);
};

/** May the principal subscribe to this folded topic? `all` is allowed to whoever may follow anything, and means that. */
export const mayFollowTopic = (principal: Principal, topic: string): boolean => {
  if (topic === 'all') return [...COMMON_FAMILIES, 'webhook'].some((family) => mayFollowFamily(principal, family));
  const head = topic.split(':', 1)[0] as string;
  return mayFollowFamily(principal, head === 'inbox' || head === 'chat' ? 'message' : head);
};
