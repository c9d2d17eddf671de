import type { Member, Role } from '@waqtor/contracts';

/** Least first. */
const RANKS: readonly Role[] = ['viewer', 'agent', 'admin', 'owner'];

/** Roles that somebody with `own` may give; the API decides the same (spec A-1). */
export const givableRoles = (own: Role): Role[] => {
  if (own === 'owner') return [...RANKS];
  return own === 'admin' ? ['viewer', 'agent', 'admin'] : [];
};

/** May `own` change or remove this member? Admins manage agents and viewers; nobody manages themselves here. */
export const mayManage = (own: Role, member: Pick<Member, 'role' | 'isYou'>): boolean => {
  if (member.isYou) return false;
  return own === 'owner' || (own === 'admin' && (member.role === 'agent' || member.role === 'viewer'));
};
