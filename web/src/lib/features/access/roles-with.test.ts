import { describe, expect, it } from 'vitest';
import { rolesWith } from './roles-with.ts';

describe('D-1 access denied', () => {
  it('D-1 names the roles that may manage keys', () => {
    expect(rolesWith('keys:write')).toEqual(['owner', 'admin']);
  });

  it('D-1 names the roles that may send, and leaves out the one that only reads', () => {
    expect(rolesWith('messages:send')).toEqual(['owner', 'admin', 'agent']);
  });
});
