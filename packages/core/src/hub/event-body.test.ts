import { describe, expect, it } from 'vitest';
import { judgeEvent } from './event-body.ts';

const event = {
  id: 'evt_0000000000',
  type: 'message.received',
  version: 1,
  timestamp: '2026-01-01T00:00:00.000Z',
  data: {} as Record<string, unknown>,
};
const padded = (bytes: number, unit = 'x') => {
  const empty = JSON.stringify({ ...event, data: { pad: '' } }).length;
  return { ...event, data: { pad: unit.repeat((bytes - empty) / new TextEncoder().encode(unit).byteLength) } };
};

describe('event body', () => {
  it('H-6 takes an event of an unknown type', () => {
    expect(judgeEvent({ ...event, type: 'group.member-joined' })).toMatchObject({ ok: true });
  });

  it('H-6 drops the position that a producer filled in', () => {
    expect(judgeEvent({ ...event, seq: 7, logId: 'log_0000000000' })).toEqual({
      ok: true,
      event,
      json: JSON.stringify(event),
    });
  });

  it.each([null, 'text', {}, { ...event, id: 'x' }, { ...event, type: 'Nope' }, { ...event, timestamp: 'today' }])(
    'H-6 refuses %j as malformed',
    (candidate) => {
      expect(judgeEvent(candidate)).toEqual({ ok: false, reason: 'malformed' });
    },
  );

  it('H-6 takes 32 KB and refuses a byte more', () => {
    expect(judgeEvent(padded(32 * 1024)).ok).toBe(true);
    expect(judgeEvent(padded(32 * 1024 + 1))).toEqual({ ok: false, reason: 'too_large' });
  });

  it('H-6 counts bytes, not characters', () => {
    expect(judgeEvent(padded(32 * 1024 + 2, 'م')).ok).toBe(false);
  });
});
