import { LEASE_REGRANT_MS, LEASE_TTL_LONE_MS, LEASE_TTL_MS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { chooseHost, freeAt, type HostView, type LeaseView, STRANDED_AFTER_MS, ttlFor } from './lease-choice.ts';

const NOW = 1_000_000_000;
const lease = (change: Partial<LeaseView> = {}): LeaseView => ({
  sessionId: 'ses_1',
  workspaceId: 'wsp_1',
  holder: null,
  renewedAt: 0,
  ttlMs: 0,
  lastHost: null,
  lastStore: null,
  releasedBy: null,
  ...change,
});
const host = (hostId: string, change: Partial<HostView> = {}): HostView => ({
  hostId,
  workspaceId: null,
  storeId: `store-of-${hostId}`,
  capacity: 10,
  held: 0,
  has: new Set(),
  ...change,
});
const held = (change: Partial<LeaseView> = {}) =>
  lease({ holder: 'a', lastHost: 'a', lastStore: 'store-of-a', renewedAt: NOW, ttlMs: LEASE_TTL_MS, ...change });

describe('chooseHost', () => {
  it('S-6 gives a new session to the emptiest host that may serve it', () => {
    const hosts = [host('a', { held: 3 }), host('b', { held: 1 }), host('c', { workspaceId: 'wsp_2' })];
    expect(chooseHost(lease(), hosts, NOW)).toMatchObject({ host: { hostId: 'b' } });
  });

  it('S-6 gives nothing to a full host', () => {
    expect(chooseHost(lease(), [host('a', { capacity: 2, held: 2 })], NOW)).toBeNull();
  });

  it('S-6 grants anew only 75 s after the last renewal, or 15 s after the long TTL', () => {
    expect(freeAt(held())).toBe(NOW + LEASE_REGRANT_MS);
    expect(freeAt(held({ ttlMs: LEASE_TTL_LONE_MS }))).toBe(NOW + LEASE_TTL_LONE_MS + 15_000);
    const b = host('b', { has: new Set(['ses_1']) });
    expect(chooseHost(held(), [b], NOW + LEASE_REGRANT_MS - 1)).toEqual({ againAt: NOW + LEASE_REGRANT_MS });
    expect(chooseHost(held(), [b], NOW + LEASE_REGRANT_MS)).toMatchObject({ host: { hostId: 'b' } });
  });

  it('S-6 prefers the host that has the login over an emptier one', () => {
    const hosts = [host('a', { held: 5 }), host('b')];
    expect(chooseHost(held({ holder: null }), hosts, NOW)).toMatchObject({ host: { hostId: 'a' } });
  });

  it('S-6 leaves a login where it is until its host stayed away very long', () => {
    const away = held({ holder: null });
    expect(chooseHost(away, [host('b')], NOW)).toEqual({ againAt: NOW + STRANDED_AFTER_MS });
    expect(chooseHost(away, [host('b')], NOW + STRANDED_AFTER_MS)).toMatchObject({ host: { hostId: 'b' } });
  });

  it('S-6 does not give a session back to the host that released it', () => {
    expect(chooseHost(held({ holder: null, releasedBy: 'a' }), [host('a')], NOW)).toBeNull();
  });
});

describe('ttlFor', () => {
  it('S-6 is long for the only eligible host and short as soon as there is another', () => {
    expect(ttlFor(lease(), 'a', [host('a'), host('b', { workspaceId: 'wsp_2' })])).toBe(LEASE_TTL_LONE_MS);
    expect(ttlFor(lease(), 'a', [host('a'), host('b')])).toBe(LEASE_TTL_MS);
  });
});
