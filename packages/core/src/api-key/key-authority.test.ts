import { SCOPES } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { holdsScope, mayWieldKey, scopesNotHeld } from './key-authority.ts';

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
});
