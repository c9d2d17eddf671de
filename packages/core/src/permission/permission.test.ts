import { ROLES, SCOPES } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { ROLE_SCOPES, isAllowed } from './permission.ts';

describe('permission', () => {
  it('A-1 lets owners and admins do everything that has a scope', () => {
    const named = SCOPES.filter((scope) => scope !== '*');
    expect([...ROLE_SCOPES.owner].sort()).toEqual([...named].sort());
    expect(ROLE_SCOPES.admin).toEqual(ROLE_SCOPES.owner);
  });

  it('A-1 lets a viewer read and nothing else', () => {
    expect(ROLE_SCOPES.viewer.every((scope) => scope.endsWith(':read'))).toBe(true);
    expect(isAllowed({ role: 'viewer', scopes: ['*'] }, 'messages:send')).toBe(false);
  });

  it('A-2 narrows a key to its own scopes', () => {
    expect(isAllowed({ role: 'owner', scopes: ['messages:read'] }, 'messages:send')).toBe(false);
    expect(isAllowed({ role: 'owner', scopes: ['messages:send'] }, 'messages:send')).toBe(true);
  });

  it('A-2 never lets a key do more than the role of its creator', () => {
    expect(isAllowed({ role: 'viewer', scopes: ['messages:send'] }, 'messages:send')).toBe(false);
  });

  it('A-1 knows every role', () => {
    expect(Object.keys(ROLE_SCOPES).sort()).toEqual([...ROLES].sort());
  });
});
