import { SCOPES } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { holdsScope, isScopeListNarrower, mayWieldKey, scopesNotHeld } from './key-authority.ts';

describe('authority over keys', () => {
  it('A-2 lets a person give what their role holds', () => {
    expect(scopesNotHeld({ role: 'owner', scopes: ['*'] }, SCOPES)).toEqual([]);
    expect(scopesNotHeld({ role: 'viewer', scopes: ['*'] }, ['messages:read', 'messages:send', '*'])).toEqual([1]);
  });

  it('A-2 lets a key give no more than its own scopes', () => {
    const key = { role: 'owner', scopes: ['keys:write', 'messages:read'] } as const;
    expect(scopesNotHeld(key, ['keys:write', 'messages:read'])).toEqual([]);
    expect(scopesNotHeld(key, ['messages:send', 'messages:read', '*'])).toEqual([0, 2]);
    expect(holdsScope({ role: 'owner', scopes: ['*'] }, '*')).toBe(true);
  });

  it('A-2 keeps the text of a stronger key from a weaker principal', () => {
    const owners = { role: 'owner', scopes: ['messages:read'] } as const;
    expect(mayWieldKey({ role: 'admin', scopes: ['*'] }, owners)).toBe(false);
    expect(mayWieldKey({ role: 'owner', scopes: ['keys:write'] }, owners)).toBe(false);
    expect(mayWieldKey({ role: 'owner', scopes: ['keys:write', 'messages:read'] }, owners)).toBe(true);
    expect(mayWieldKey({ role: 'owner', scopes: ['*'] }, { role: 'admin', scopes: ['*'] })).toBe(true);
  });

  it.each([
    [['*'], ['messages:read'], true],
    [['messages:read'], ['*'], false],
    [['messages:read'], ['messages:read', 'messages:send'], false],
    [['messages:read', 'messages:send'], ['messages:send'], true],
  ] as const)('A-2 tells whether %j became narrower by %j', (before, after, isNarrower) => {
    expect(isScopeListNarrower({ role: 'owner', scopes: before }, after)).toBe(isNarrower);
  });

  it('A-2 takes a scope that the role does not hold for no loss', () => {
    expect(isScopeListNarrower({ role: 'viewer', scopes: ['messages:send'] }, ['messages:read'])).toBe(false);
  });
});
