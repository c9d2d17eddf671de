import { GATES } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { gateList, gateState, isOpenAnyway } from './gate.ts';
import type { GateTerms } from './gate.ts';

const NOW = new Date('2026-06-01T00:00:00.000Z');
const [BEFORE, AFTER] = [new Date(NOW.getTime() - 1), new Date(NOW.getTime() + 1)];
const terms = (changes: Partial<GateTerms> = {}): GateTerms => ({
  isUnlocked: false,
  subscriptionExpiresAt: null,
  departures: [],
  unlocks: [],
  ...changes,
});

describe('gates', () => {
  it('A-5 are closed for campaigns, reports and interactive messages by default', () => {
    expect(gateList(terms(), NOW)).toEqual({
      data: ['campaigns', 'reports', 'interactive'].map((id) => ({ id, isLocked: true, unlockedUntil: null })),
      subscriptionExpiresAt: null,
    });
  });

  it.each([
    ['in an unlocked workspace', { isUnlocked: true }],
    ['during a subscription', { subscriptionExpiresAt: AFTER }],
    ['where the deployment gates nothing', { departures: GATES.map((id) => ({ id, isGated: false })) }],
  ])('A-5 are open without a code %s', (_title, changes) => {
    const { data } = gateList(terms(changes), NOW);
    expect(data.map(({ isLocked, unlockedUntil }) => [isLocked, unlockedUntil])).toEqual(
      GATES.map(() => [false, null]),
    );
  });

  it.each([NOW, BEFORE])('A-5 close with the end of the subscription', (subscriptionExpiresAt) => {
    expect(gateState(terms({ subscriptionExpiresAt }), 'reports', NOW).isLocked).toBe(true);
    expect(gateList(terms({ subscriptionExpiresAt }), NOW).subscriptionExpiresAt).toBe(
      subscriptionExpiresAt.toISOString(),
    );
  });

  it('A-5 are opened by a code one by one, until its time ends', () => {
    const unlocks = [
      { gate: 'campaigns' as const, unlockedUntil: AFTER },
      { gate: 'reports' as const, unlockedUntil: NOW },
    ];
    expect(gateList(terms({ unlocks }), NOW).data).toEqual([
      { id: 'campaigns', isLocked: false, unlockedUntil: AFTER.toISOString() },
      { id: 'reports', isLocked: true, unlockedUntil: null },
      { id: 'interactive', isLocked: true, unlockedUntil: null },
    ]);
  });

  it('A-5 opened by a code are not open anyway', () => {
    const unlocks = [{ gate: 'campaigns' as const, unlockedUntil: AFTER }];
    expect(isOpenAnyway(terms({ unlocks }), 'campaigns', NOW)).toBe(false);
    expect(isOpenAnyway(terms({ departures: [{ id: 'reports', isGated: true }] }), 'reports', NOW)).toBe(false);
  });
});
