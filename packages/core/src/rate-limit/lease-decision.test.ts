import type { RequestClaim } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { decideLease } from './lease-decision.ts';

const claim = (change: Partial<RequestClaim> = {}): RequestClaim => ({
  windowStart: 60_000,
  limit: 100,
  used: 0,
  debt: 0,
  want: 20,
  ...change,
});

describe('leases of requests', () => {
  it('A-3 hand out what is asked for while there is room, and say what is left', () => {
    const first = decideLease(null, claim({ used: 5, debt: 5 }));
    expect(first.grant).toEqual({ granted: 20, remaining: 75, used: 5 });
    const second = decideLease(first.state, claim({ used: 20, want: 60 }));
    expect(second.grant).toEqual({ granted: 60, remaining: 15, used: 25 });
    expect(decideLease(second.state, claim()).grant).toEqual({ granted: 15, remaining: 0, used: 25 });
  });

  it('A-3 hand out nothing beyond the limit, and count what was served beyond it', () => {
    const { state, grant } = decideLease(null, claim({ used: 130, debt: 130 }));
    expect(grant).toEqual({ granted: 0, remaining: 0, used: 130 });
    expect(decideLease(state, claim()).grant).toEqual({ granted: 0, remaining: 0, used: 130 });
  });

  it('A-3 begin anew with a new window', () => {
    const { state } = decideLease(null, claim({ used: 100, debt: 100 }));
    const next = decideLease(state, claim({ windowStart: 120_000 }));
    expect(next.grant).toEqual({ granted: 20, remaining: 80, used: 0 });
    expect(next.state).toEqual({ windowStart: 120_000, used: 0, committed: 20 });
  });

  it('A-3 answer nothing to a clock that is behind, and keep what they know', () => {
    const { state } = decideLease(null, claim({ windowStart: 120_000 }));
    expect(decideLease(state, claim({ windowStart: 60_000, used: 7, debt: 7 }))).toEqual({ state, grant: null });
  });
});
