import { hostFactSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { withKnownReason } from './open-state.ts';

const state = (reason: unknown) => ({ type: 'state', status: 'disconnected', reason, clientInfo: null });

describe('withKnownReason', () => {
  it('S-1 keeps the status of a newer host whose reason is unknown', () => {
    expect(hostFactSchema.parse(withKnownReason(state('sunspots')))).toEqual(state(null));
  });

  it('S-1 leaves known reasons and whatever is not a state alone', () => {
    for (const fact of [state('banned'), state(null), state(7), { type: 'ack', reason: 'x' }, null, 'text']) {
      expect(withKnownReason(fact)).toBe(fact);
    }
  });
});
