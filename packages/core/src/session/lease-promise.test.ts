import { LEASE_TTL_LONE_MS, LEASE_TTL_MS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { promised, ttlFor } from './lease-promise.ts';
import { host, lease, NOW } from './lease.fixture.ts';
import { freeAt } from './lease.ts';

const v = { volumeId: 'v' };

describe('ttlFor', () => {
  it('S-6 is short when another host could take over, and long when none could', () => {
    const ttlWith = (change: Parameters<typeof host>[1]) =>
      ttlFor(lease(), host('a', v), [host('a', v), host('b', change)]);
    expect(ttlWith(v)).toBe(LEASE_TTL_MS);
    for (const unfit of [{ volumeId: 'w' }, { workspaceId: 'wsp_2' }, { isDraining: true }, { capacity: 0 }]) {
      expect(ttlWith({ ...v, ...unfit })).toBe(LEASE_TTL_LONE_MS);
    }
  });

  it('S-6 does not take two hosts without a volume for hosts that share one', () => {
    expect(ttlFor(lease(), host('a'), [host('a'), host('b')])).toBe(LEASE_TTL_LONE_MS);
  });
});

describe('promised', () => {
  const long = { renewedAt: NOW, ttlMs: LEASE_TTL_LONE_MS, owedUntil: 0 };
  const freeAfter = (owed: typeof long) => freeAt({ ...owed, holder: 'a' });
  const longEnd = NOW + LEASE_TTL_LONE_MS + 15_000;

  it('S-6 owes the longer time until the holder has surely heard of the shorter one', () => {
    const first = promised(long, LEASE_TTL_MS, NOW + 15_000, true);
    expect(freeAfter(first)).toBe(longEnd);
    const unheard = promised(first, LEASE_TTL_MS, NOW + 15_100, false);
    expect(freeAfter(unheard)).toBe(longEnd);
    const heard = promised(unheard, LEASE_TTL_MS, NOW + 30_000, true);
    expect(freeAfter(heard)).toBe(NOW + 30_000 + 75_000);
  });

  it('S-6 counts a longer time from when it is told', () => {
    const short = { renewedAt: NOW, ttlMs: LEASE_TTL_MS, owedUntil: 0 };
    expect(freeAfter(promised(short, LEASE_TTL_LONE_MS, NOW, false))).toBe(longEnd);
  });
});
