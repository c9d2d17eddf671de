import { ROLES } from '@waqtor/contracts';
import type { ErrorCode, Role, Scope } from '@waqtor/contracts';
import { ROLE_SCOPES, isAllowed } from '../permission/permission.ts';

interface MembershipRights {
  /** Members in these roles may be changed and removed, their invitations revoked. */
  manages: readonly Role[];
  /** Roles that may be given, to members and by invitation. */
  grants: readonly Role[];
}

const NONE: MembershipRights = { manages: [], grants: [] };

/** who may do what to whom. `docs/how-to/members-and-roles.md` shows the same table. */
export const MEMBERSHIP_RIGHTS: Readonly<Record<Role, MembershipRights>> = {
  owner: { manages: ROLES, grants: ROLES },
  admin: { manages: ['agent', 'viewer'], grants: ['admin', 'agent', 'viewer'] },
  agent: NONE,
  viewer: NONE,
};

/** Who changes members; a key stands for its creator, narrowed. */
export interface MembershipActor {
  kind: 'user' | 'key';
  role: Role;
  scopes: readonly Scope[];
}

/** Whose place is changed. */
export interface MembershipTarget {
  role: Role;
  isSelf: boolean;
}

/** Why not; null: nothing is in the way. */
export type MembershipRefusal = Extract<ErrorCode, 'role_not_allowed' | 'forbidden' | 'last_owner' | 'conflict'> | null;

/** Ownership is given and taken by people alone: a key that leaks must not cost its workspace. */
const mayTouch = (actor: MembershipActor, right: keyof MembershipRights, role: Role): boolean =>
  MEMBERSHIP_RIGHTS[actor.role][right].includes(role) && (actor.kind === 'user' || role !== 'owner');

const refuseGrant = (actor: MembershipActor, role: Role): MembershipRefusal => {
  if (!mayTouch(actor, 'grants', role)) return 'role_not_allowed';
  // A narrowed key would otherwise make a member who may do what the key may not.
  return ROLE_SCOPES[role].every((scope) => isAllowed(actor, scope)) ? null : 'forbidden';
};

export const refuseInvitation = (actor: MembershipActor, role: Role): MembershipRefusal => refuseGrant(actor, role);

/** `owners`: how many the workspace has. */
export const refuseRoleChange = (
  actor: MembershipActor,
  target: MembershipTarget,
  role: Role,
  owners: number,
): MembershipRefusal => {
  if (!mayTouch(actor, 'manages', target.role)) return 'role_not_allowed';
  const refusal = refuseGrant(actor, role);
  if (refusal !== null) return refusal;
  return target.role === 'owner' && role !== 'owner' && owners <= 1 ? 'last_owner' : null;
};

export const refuseLeaving = (role: Role, owners: number): MembershipRefusal =>
  role === 'owner' && owners <= 1 ? 'last_owner' : null;

export const refuseRemoval = (actor: MembershipActor, target: MembershipTarget, owners: number): MembershipRefusal => {
  const isLeaving = actor.kind === 'user' && target.isSelf;
  if (!isLeaving && !mayTouch(actor, 'manages', target.role)) return 'role_not_allowed';
  return refuseLeaving(target.role, owners);
};

/** The actor becomes an admin, the other an owner. */
export const refuseTransfer = (actor: MembershipActor, target: MembershipTarget): MembershipRefusal => {
  if (actor.kind === 'key' || actor.role !== 'owner') return 'role_not_allowed';
  return target.isSelf ? 'conflict' : null;
};

/** Acts that give or take the workspace itself: password or second factor are asked for. */
export const touchesOwnership = (...roles: Role[]): boolean => roles.includes('owner');
