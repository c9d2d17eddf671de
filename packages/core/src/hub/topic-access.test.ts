import type { Principal } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { mayFollowFamily, mayFollowTopic } from './topic-access.ts';

const principal = (change: Partial<Principal>): Principal => ({
  kind: 'user',
  id: 'usr_1',
  workspaceId: 'wsp_1',
  role: 'owner',
  scopes: [],
  ...change,
});

describe('topic access', () => {
  it.each(['owner', 'admin'] as const)('H-5 lets an %s follow everything', (role) => {
    for (const topic of ['all', 'inbox', 'webhook', 'monitor', 'chat:1@c.us', 'session:ses_1']) {
      expect(mayFollowTopic(principal({ role }), topic)).toBe(true);
    }
  });

  it.each(['agent', 'viewer'] as const)('H-5 keeps webhooks and the monitor from an %s', (role) => {
    expect(mayFollowTopic(principal({ role }), 'webhook')).toBe(false);
    expect(mayFollowTopic(principal({ role }), 'monitor')).toBe(false);
    expect(mayFollowTopic(principal({ role }), 'inbox')).toBe(true);
    expect(mayFollowTopic(principal({ role }), 'all')).toBe(true);
    expect(mayFollowFamily(principal({ role }), 'webhook')).toBe(false);
  });

  it('H-5 binds a key to its scopes', () => {
    const key = principal({ kind: 'key', scopes: ['messages:read'] });
    expect(mayFollowTopic(key, 'chat:1@c.us')).toBe(true);
    expect(mayFollowTopic(key, 'inbox')).toBe(true);
    expect(mayFollowTopic(key, 'session:ses_1')).toBe(false);
    expect(mayFollowFamily(key, 'session')).toBe(false);
  });

  it('H-5 refuses all to a key that may read nothing', () => {
    expect(mayFollowTopic(principal({ kind: 'key', scopes: ['messages:send'] }), 'all')).toBe(false);
  });

  it('H-5 lets a key that reads events follow every family but the monitor, which has a scope of its own', () => {
    const key = principal({ kind: 'key', scopes: ['events:read'] });
    expect(mayFollowFamily(key, 'webhook')).toBe(true);
    expect(mayFollowFamily(key, 'group')).toBe(true);
    expect(mayFollowFamily(key, 'monitor')).toBe(false);
    expect(mayFollowFamily(principal({ kind: 'key', scopes: ['monitor:read'] }), 'monitor')).toBe(true);
  });

  it('H-5 never lets a key follow more than its role', () => {
    expect(mayFollowTopic(principal({ kind: 'key', role: 'viewer', scopes: ['*'] }), 'webhook')).toBe(false);
  });
});
