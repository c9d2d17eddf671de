import { describe, expect, it } from 'vitest';
import { frameSizeVerdict, parseClientFrame } from './client-frame.ts';

const codeOf = (text: string) => {
  const parsed = parseClientFrame(text);
  return parsed.ok ? 'ok' : parsed.code;
};

describe('client frames', () => {
  it.each([
    '{"type":"ping"}',
    '{"type":"get_state"}',
    '{"type":"ack","seq":3}',
    '{"type":"subscribe","topics":["messages","chat:1@c.us"],"since":0}',
    '{"type":"unsubscribe","topics":["all"]}',
    '{"type":"resume","logId":"log_0000000000","since":5}',
  ])('H-4 reads %s', (text) => {
    expect(codeOf(text)).toBe('ok');
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '"ping"',
    '{}',
    '{"type":7}',
    '{"type":"subscribe","topics":[]}',
    '{"type":"subscribe","topics":["secrets"]}',
    '{"type":"subscribe","topics":["all"],"since":-1}',
    '{"type":"resume","since":1}',
  ])('H-9 refuses %s as frame_invalid', (text) => {
    expect(codeOf(text)).toBe('frame_invalid');
  });

  it('H-9 refuses an unknown type by name', () => {
    expect(codeOf('{"type":"publish"}')).toBe('frame_unknown_type');
    expect(codeOf('{"type":"toString"}')).toBe('frame_unknown_type');
  });

  it('H-9 refuses a string over 1000 characters and says where it is', () => {
    const parsed = parseClientFrame(JSON.stringify({ type: 'ping', note: { text: 'x'.repeat(1001) } }));
    expect(parsed).toEqual({
      ok: false,
      code: 'frame_invalid',
      issues: [{ path: 'note.text', message: 'is longer than 1000 characters' }],
    });
    expect(codeOf(JSON.stringify({ type: 'ping', note: 'x'.repeat(1000) }))).toBe('ok');
  });

  it('H-9 never repeats the value that it refuses', () => {
    const parsed = parseClientFrame('{"type":"subscribe","topics":["966500000000"]}');
    expect(JSON.stringify(parsed)).not.toContain('966500000000');
  });

  it.each([
    [10 * 1024, 'fits'],
    [10 * 1024 + 1, 'too_large'],
    [1024 * 1024, 'too_large'],
    [1024 * 1024 + 1, 'hostile'],
  ])('H-9 judges %i bytes as %s', (bytes, verdict) => {
    expect(frameSizeVerdict(bytes)).toBe(verdict);
  });
});
