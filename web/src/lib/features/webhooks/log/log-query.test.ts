import { describe, expect, it } from 'vitest';
import { deliveryFilterOf } from './log-query.ts';

const NOW = Date.parse('2026-11-21T12:00:30.000Z');

describe('what the log is asked for', () => {
  it('W-5 a window begins at a whole minute, so that it is the same question for a while', () => {
    expect(deliveryFilterOf('waiting', '1h', '', NOW)).toEqual({ state: 'pending', since: '2026-11-21T11:00:00.000Z' });
  });

  it('W-5 an id is looked up whenever it was, a name as an event', () => {
    expect(deliveryFilterOf('all', '24h', ' dlv_1 ', NOW)).toEqual({ q: 'dlv_1' });
    expect(deliveryFilterOf('all', 'all', 'message.received', NOW)).toEqual({ event: 'message.received' });
  });
});
