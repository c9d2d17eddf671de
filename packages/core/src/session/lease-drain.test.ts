import { describe, expect, it } from 'vitest';
import { nextToDrain } from './lease-drain.ts';
import { host, linked } from './lease.fixture.ts';

const held = (sessionId: string, change = {}) => linked({ sessionId, holder: 'a', ...change });
const draining = host('a', { isDraining: true, volumeId: 'v' });

describe('nextToDrain', () => {
  it('S-6 ends first what another host takes over', () => {
    const stuck = held('ses_1', { lastVolume: null, lastStore: 'x' });
    expect(nextToDrain([stuck, held('ses_2')], [draining, host('b', { volumeId: 'v' })])?.sessionId).toBe('ses_2');
  });

  it('S-6 ends the rest too, so that the host can be turned off', () => {
    expect(nextToDrain([held('ses_1')], [draining])?.sessionId).toBe('ses_1');
    expect(nextToDrain([], [draining])).toBeNull();
  });

  it('S-6 ends one at a time', () => {
    const leaving = held('ses_1', { revokeReason: 'draining' });
    expect(nextToDrain([leaving, held('ses_2')], [draining, host('b', { volumeId: 'v' })])).toBeNull();
  });
});
