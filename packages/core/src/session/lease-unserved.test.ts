import { describe, expect, it } from 'vitest';
import { unservedFor } from './lease-unserved.ts';
import { host, lease, linked } from './lease.fixture.ts';

const full = { capacity: 1, held: 1 };

describe('unservedFor', () => {
  it('S-6 is null only while the holder is there and was not asked to end the session', () => {
    const held = linked({ holder: 'a' });
    expect(unservedFor(held, [host('a', full)], false)).toBeNull();
    expect(unservedFor({ ...held, revokeReason: 'moving', targetHost: 'b' }, [host('a')], false)).toBe('moving');
    expect(unservedFor(held, [host('b')], false)).toBe('host_lost');
  });

  it('S-6 tells a move before a drain, and a drain before anything else', () => {
    expect(unservedFor(linked({ targetHost: 'b' }), [], true)).toBe('moving');
    expect(unservedFor(linked(), [], true)).toBe('host_draining');
  });

  it('S-6 tells that no host is there that might serve it', () => {
    const hosts = [host('b', { workspaceId: 'wsp_2' }), host('c', { isDraining: true })];
    expect(unservedFor(lease(), hosts, false)).toBe('no_host');
    expect(unservedFor(linked({ releasedBy: 'a' }), [host('a')], false)).toBe('no_host');
  });

  it('S-6 tells of missing room only where room would help', () => {
    expect(unservedFor(lease(), [host('b', full)], false)).toBe('no_capacity');
    expect(unservedFor(linked(), [host('b', { ...full, volumeId: 'v' }), host('c')], false)).toBe('no_capacity');
    expect(unservedFor(linked(), [host('b', full)], false)).toBe('host_lost');
  });
});
