import { LEASE_REGRANT_MS, LEASE_TTL_LONE_MS, LEASE_TTL_MS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { chooseHost } from './lease-choice.ts';
import { host, lease, linked, NOW } from './lease.fixture.ts';
import { freeAt } from './lease.ts';

const chosen = (...args: Parameters<typeof chooseHost>): string | null => {
  const choice = chooseHost(...args);
  return choice && 'host' in choice ? choice.host.hostId : null;
};
const held = (ttlMs = LEASE_TTL_MS) => linked({ holder: 'a', renewedAt: NOW, ttlMs });

describe('chooseHost', () => {
  it('S-6 gives a new session to the host with the most room for its size', () => {
    const hosts = [host('a', { held: 3 }), host('b', { held: 1 }), host('c', { capacity: 1000, held: 90 })];
    expect(chosen(lease(), hosts, NOW)).toBe('c');
  });

  it('S-6 gives nothing to a host that is full, drains, serves another workspace or gave the session up', () => {
    const unfit = [{ capacity: 2, held: 2 }, { capacity: 0 }, { isDraining: true }, { workspaceId: 'wsp_2' }];
    for (const change of unfit) expect(chooseHost(lease(), [host('a', change)], NOW)).toBeNull();
    expect(chooseHost(lease({ releasedBy: 'a' }), [host('a')], NOW)).toBeNull();
  });

  it('S-6 prefers the region, then the own host, then room, then always the same one', () => {
    const home = { region: 'riyadh-1' };
    const own = { workspaceId: 'wsp_1' };
    const before = lease({ lastRegion: 'riyadh-1' });
    expect(chosen(before, [host('a', own), host('b', { ...home, held: 9 })], NOW)).toBe('b');
    expect(chosen(before, [host('a', home), host('b', { ...home, ...own, held: 9 })], NOW)).toBe('b');
    expect(chosen(before, [host('a', { held: 1 }), host('b')], NOW)).toBe('b');
    expect(chosen(before, [host('b'), host('a')], NOW)).toBe('a');
  });

  it('S-6 never counts an unknown region as the same one', () => {
    expect(chosen(lease(), [host('a', { held: 9 }), host('b', { region: 'riyadh-1' })], NOW)).toBe('b');
  });

  it('S-6 grants anew only 75 s after the last renewal, or 15 s after the long TTL', () => {
    expect(freeAt(held())).toBe(NOW + LEASE_REGRANT_MS);
    expect(freeAt(held(LEASE_TTL_LONE_MS))).toBe(NOW + LEASE_TTL_LONE_MS + 15_000);
    const hosts = [host('b', { volumeId: 'v' })];
    expect(chooseHost(held(), hosts, NOW + LEASE_REGRANT_MS - 1)).toEqual({ againAt: NOW + LEASE_REGRANT_MS });
    expect(chosen(held(), hosts, NOW + LEASE_REGRANT_MS)).toBe('b');
  });

  it('S-6 never leaves a login behind by itself, however long its host is away', () => {
    const year = 365 * 86_400_000;
    expect(chooseHost(held(), [host('b'), host('c', { volumeId: 'w' })], NOW + year)).toBeNull();
    expect(chooseHost(linked({ lastVolume: null }), [host('b')], NOW + year)).toBeNull();
  });

  it('S-6 gives a login to its host, also with a new store, and to hosts of its volume', () => {
    const other = host('b', { held: 0 });
    expect(chosen(linked(), [other, host('a', { storeId: 'new', held: 9 })], NOW)).toBe('a');
    expect(chosen(linked(), [other, host('c', { volumeId: 'v', held: 9 })], NOW)).toBe('c');
  });

  it('S-6 gives a session to the target of a move, whose place is kept, but not while it drains', () => {
    const moving = linked({ targetHost: 'b' });
    const full = { capacity: 1, held: 1 };
    expect(chosen(moving, [host('a'), host('b', full)], NOW)).toBe('b');
    expect(chosen(moving, [host('a'), host('b', { isDraining: true })], NOW)).toBe('a');
    expect(chosen(moving, [host('a'), host('b', { workspaceId: 'wsp_2' })], NOW)).toBe('a');
  });
});
