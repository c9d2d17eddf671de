import { describe, expect, it } from 'vitest';
import { DEFAULT_BUDGET, grant } from './grant.ts';

const NOW = 1_000_000;

describe('grant', () => {
  it('C-4 accepts everything where no pace is set', () => {
    expect(grant(DEFAULT_BUDGET.api, 0, NOW)).toEqual({ grant: { kind: 'accepted' }, theoreticalAt: 0 });
  });

  it('C-4 lets a burst go at once and spaces what follows evenly', () => {
    const policy = { intervalMs: 3_000, burst: 2 };
    let theoreticalAt = 0;
    const due = Array.from({ length: 4 }, () => {
      const next = grant(policy, theoreticalAt, NOW);
      theoreticalAt = next.theoreticalAt;
      return next.grant.kind === 'accepted' ? NOW : next.grant.at;
    });
    expect(due.map((at) => at - NOW)).toEqual([0, 0, 3_000, 6_000]);
  });

  it('C-4 saves up no more than the burst', () => {
    const policy = { intervalMs: 3_000, burst: 1 };
    expect(grant(policy, NOW - 60_000, NOW).theoreticalAt).toBe(NOW + 3_000);
  });
});
