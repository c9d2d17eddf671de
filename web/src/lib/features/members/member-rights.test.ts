import { describe, expect, it } from 'vitest';
import { givableRoles, mayManage } from './member-rights.ts';

describe('what the members page offers', () => {
  it('A-1 owners give every role, admins all but their own betters', () => {
    expect(givableRoles('owner')).toContain('owner');
    expect(givableRoles('admin')).not.toContain('owner');
    expect(givableRoles('agent')).toEqual([]);
  });

  it('A-1 admins manage agents and viewers, never owners or each other', () => {
    expect(mayManage('admin', { role: 'agent', isYou: false })).toBe(true);
    expect(mayManage('admin', { role: 'admin', isYou: false })).toBe(false);
    expect(mayManage('admin', { role: 'owner', isYou: false })).toBe(false);
    expect(mayManage('owner', { role: 'owner', isYou: false })).toBe(true);
  });

  it('A-1 nobody manages themselves in the list', () => {
    expect(mayManage('owner', { role: 'owner', isYou: true })).toBe(false);
  });
});
