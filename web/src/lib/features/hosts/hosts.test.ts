import type { Host, SessionView } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { cpuBetween } from './cpu-between.ts';
import { drainEffect, hostOrder, isThere, memoryInUse, newcomer, placesTaken, shareOf } from './host-facts.ts';

const host = (hostId: string, over: Partial<Host> = {}): Host =>
  ({
    hostId,
    name: hostId,
    isOwn: true,
    status: 'connected',
    freePlaces: 8,
    sharesLoginsWith: [],
    ...over,
  }) as unknown as Host;
const session = (name: string, hostId: string, desired = 'running'): SessionView =>
  ({ sessionId: name, name, hostId, desired }) as unknown as SessionView;
const shares = (...ids: string[]) => ids as Host['sharesLoginsWith'];

describe('S-6 hosts', () => {
  it('S-6 emptying a host moves as many sessions as those that see its logins have places, and stops the rest', () => {
    const own = host('own', { sharesLoginsWith: shares('near', 'gone') });
    const hosts = [own, host('near', { freePlaces: 1 }), host('gone', { status: 'away' }), host('far')];
    const effect = drainEffect(own, hosts, [
      session('a', 'own'),
      session('b', 'own'),
      session('stopped', 'own', 'stopped'),
      session('elsewhere', 'far'),
    ]);
    expect(effect.moving.map(({ name }) => name)).toEqual(['a']);
    expect(effect.stopping.map(({ name }) => name)).toEqual(['b']);
  });

  it('S-6 a host that comes is told from those that were there, and from one that is only enrolled', () => {
    const known = new Set(['old']);
    expect(newcomer([host('old'), host('new', { status: 'never_connected' })], known)).toBeNull();
    expect(newcomer([host('old'), host('new')], known)?.hostId).toBe('new');
  });

  it('S-6 own hosts stand first, then those that are there', () => {
    const hosts = [host('c', { isOwn: false }), host('b', { status: 'away' }), host('a')];
    expect(hostOrder(hosts, 'en').map(({ hostId }) => hostId)).toEqual(['a', 'b', 'c']);
  });

  it('S-6 a host without a free place because it takes nothing is not told as full', () => {
    const empty = { capacity: 20, freePlaces: 0, sessions: 1 };
    for (const status of ['draining', 'drained', 'away'] as const) {
      expect(placesTaken(host('own', { ...empty, status }))).toBe(1);
      expect(placesTaken(host('shared', { ...empty, status, isOwn: false }))).toBe(1);
    }
    // Of the operator's host the places of other workspaces count too.
    expect(placesTaken(host('shared', { ...empty, isOwn: false }))).toBe(20);
  });

  it('S-6 what a host told last says nothing once it is away', () => {
    expect((['connected', 'draining', 'drained'] as const).map((status) => isThere({ status }))).not.toContain(false);
    expect((['away', 'never_connected'] as const).map((status) => isThere({ status }))).not.toContain(true);
  });

  it('S-6 memory is what the machine cannot give, and no bar is drawn for what was not told', () => {
    expect(memoryInUse({ totalMemoryBytes: 8, availableMemoryBytes: 5 })).toBe(3);
    expect(memoryInUse({ totalMemoryBytes: null, availableMemoryBytes: 5 })).toBeNull();
    expect(shareOf(9, 8)).toBe(1);
    expect(shareOf(0, 0)).toBeNull();
  });

  it('S-6 the processor counts between two readings, and from the start after a restart', () => {
    const now = { cpuSeconds: 30, uptimeSeconds: 100 };
    expect(cpuBetween(now, { cpuSeconds: 20, uptimeSeconds: 80 })).toBe(0.5);
    expect(cpuBetween(now, undefined)).toBe(0.3);
    expect(cpuBetween(now, { cpuSeconds: 500, uptimeSeconds: 900 })).toBe(0.3);
    expect(cpuBetween({ cpuSeconds: null, uptimeSeconds: 3 }, undefined)).toBeNull();
  });
});
