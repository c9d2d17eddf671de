import { SESSION_STATUSES } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { sendGate } from './send-gate.ts';

describe('sendGate', () => {
  it('M-1 decides for every status of a running, linked session', () => {
    const gates = SESSION_STATUSES.map((status) => [status, sendGate({ desired: 'running', status, isLinked: true })]);
    expect(Object.fromEntries(gates)).toEqual({
      stopped: 'refuse',
      starting: 'queue',
      qr: 'refuse',
      connecting: 'queue',
      ready: 'dispatch',
      degraded: 'queue',
      action_required: 'refuse',
      disconnected: 'queue',
      auth_failure: 'refuse',
    });
  });

  it('M-1 queues for a ready session whose host is away and refuses when it is wanted stopped', () => {
    expect(sendGate({ desired: 'running', status: 'ready', isLinked: false })).toBe('queue');
    expect(sendGate({ desired: 'stopped', status: 'ready', isLinked: true })).toBe('refuse');
  });
});
