import { ROLES } from '@waqtor/contracts';
import type { Role, Scope } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import {
  refuseInvitation,
  refuseLeaving,
  refuseRemoval,
  refuseRoleChange,
  refuseTransfer,
  touchesOwnership,
} from './membership.ts';

const person = (role: Role) => ({ kind: 'user' as const, role, scopes: ['*'] as const });
const key = (role: Role, ...scopes: Scope[]) => ({ kind: 'key' as const, role, scopes });
const other = (role: Role) => ({ role, isSelf: false });
const self = (role: Role) => ({ role, isSelf: true });
const MANY = 2;

/** The roles for which nothing is in the way. */
const allowed = (refusal: (role: Role) => unknown): Role[] => ROLES.filter((role) => refusal(role) === null);

describe('membership', () => {
  it.each<[Role, Role[]]>([
    ['owner', ['owner', 'admin', 'agent', 'viewer']],
    ['admin', ['admin', 'agent', 'viewer']],
    ['agent', []],
    ['viewer', []],
  ])('A-1 lets the role %s invite as %j', (role, roles) => {
    expect(allowed((invited) => refuseInvitation(person(role), invited))).toEqual(roles);
  });

  it.each<[Role, Role[]]>([
    ['owner', ['owner', 'admin', 'agent', 'viewer']],
    ['admin', ['agent', 'viewer']],
    ['agent', []],
    ['viewer', []],
  ])('A-1 lets the role %s remove %j', (role, roles) => {
    expect(allowed((removed) => refuseRemoval(person(role), other(removed), MANY))).toEqual(roles);
  });

  it('A-1 lets an admin make an agent an admin, but nobody an owner, and leave owners and admins as they are', () => {
    const admin = person('admin');
    expect(refuseRoleChange(admin, other('agent'), 'admin', MANY)).toBeNull();
    expect(refuseRoleChange(admin, other('agent'), 'owner', MANY)).toBe('role_not_allowed');
    expect(refuseRoleChange(admin, other('owner'), 'viewer', MANY)).toBe('role_not_allowed');
    expect(refuseRoleChange(admin, other('admin'), 'viewer', MANY)).toBe('role_not_allowed');
    expect(refuseRoleChange(admin, self('admin'), 'viewer', MANY)).toBe('role_not_allowed');
  });

  it('A-1 keeps the last owner an owner, and in the workspace', () => {
    const owner = person('owner');
    expect(refuseRoleChange(owner, self('owner'), 'admin', 1)).toBe('last_owner');
    expect(refuseRoleChange(owner, self('owner'), 'owner', 1)).toBeNull();
    expect(refuseRoleChange(owner, self('owner'), 'admin', MANY)).toBeNull();
    expect(refuseRemoval(owner, self('owner'), 1)).toBe('last_owner');
    expect(refuseLeaving('owner', 1)).toBe('last_owner');
    expect(refuseLeaving('owner', MANY)).toBeNull();
    expect(refuseLeaving('viewer', 1)).toBeNull();
  });

  it('A-1 lets everybody remove themselves', () => {
    expect(refuseRemoval(person('admin'), self('admin'), 1)).toBeNull();
  });

  it('A-1 lets an owner, and nobody else, hand the workspace to another', () => {
    expect(refuseTransfer(person('owner'), other('viewer'))).toBeNull();
    expect(refuseTransfer(person('owner'), self('owner'))).toBe('conflict');
    expect(refuseTransfer(person('admin'), other('viewer'))).toBe('role_not_allowed');
  });

  it('A-2 keeps ownership out of the reach of keys', () => {
    const ofOwner = key('owner', '*');
    expect(refuseInvitation(ofOwner, 'admin')).toBeNull();
    expect(refuseInvitation(ofOwner, 'owner')).toBe('role_not_allowed');
    expect(refuseRoleChange(ofOwner, other('viewer'), 'owner', MANY)).toBe('role_not_allowed');
    expect(refuseRoleChange(ofOwner, other('owner'), 'viewer', MANY)).toBe('role_not_allowed');
    expect(refuseRemoval(ofOwner, self('owner'), MANY)).toBe('role_not_allowed');
    expect(refuseTransfer(ofOwner, other('viewer'))).toBe('role_not_allowed');
  });

  it('A-2 lets a narrowed key give no role that may do more than the key', () => {
    expect(refuseInvitation(key('owner', 'members:write'), 'viewer')).toBe('forbidden');
    expect(refuseRoleChange(key('owner', 'members:write'), other('viewer'), 'admin', MANY)).toBe('forbidden');
    const reading = ['sessions:read', 'messages:read', 'events:read', 'workspace:read', 'notifications:read'] as const;
    const reader = key('owner', 'members:write', ...reading);
    expect(refuseInvitation(reader, 'viewer')).toBeNull();
    expect(refuseInvitation(reader, 'agent')).toBe('forbidden');
  });

  it('A-1 asks for recent authentication where ownership is touched', () => {
    expect(touchesOwnership('agent', 'owner')).toBe(true);
    expect(touchesOwnership('agent', 'admin')).toBe(false);
  });
});
