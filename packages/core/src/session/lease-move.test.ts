import { describe, expect, it } from 'vitest';
import { moveRefusal } from './lease-move.ts';
import { host, lease, linked } from './lease.fixture.ts';

const shared = { volumeId: 'v' };
const reason = (target: ReturnType<typeof host> | undefined, isFresh = false) =>
  moveRefusal(linked(), target, { isFresh });

describe('moveRefusal', () => {
  it('S-6 names what is wrong with a target', () => {
    expect(reason(undefined)).toBe('not_connected');
    expect(reason(host('b', { ...shared, workspaceId: 'wsp_2', isDraining: true }))).toBe('other_workspace');
    expect(reason(host('b', { ...shared, isDraining: true }))).toBe('draining');
    expect(reason(host('b'))).toBe('login_elsewhere');
    expect(reason(host('b', { ...shared, held: 10 }))).toBe('no_room');
    expect(reason(host('b', shared))).toBeNull();
  });

  it('S-6 needs no login for a fresh move, nor for a session that has none', () => {
    expect(reason(host('b'), true)).toBeNull();
    expect(reason(host('b', { held: 10 }), true)).toBe('no_room');
    expect(moveRefusal(lease(), host('b'), { isFresh: false })).toBeNull();
  });
});
