import type { SessionState } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { clockUntil } from '../../i18n/clock-until.ts';
import { dialCodeOf, DIAL_COUNTRIES } from './dial-code.ts';
import { linkPhase } from './link-phase.ts';
import { lettersOf, pairingNumber } from './pairing-number.ts';

type State = Parameters<typeof linkPhase>[0];
const NOW_MS = Date.parse('2026-11-21T09:00:00.000Z');
const at = (over: Partial<SessionState>, hadCode = false) =>
  linkPhase(
    { status: 'qr', desired: 'running', reason: null, qr: null, qrExpiresAt: null, clientInfo: null, ...over } as State,
    hadCode,
    NOW_MS,
  );
const code = (leftMs: number) => ({ qr: '2@A,B,C,D,1', qrExpiresAt: new Date(NOW_MS + leftMs).toISOString() });

describe('S-2 the dialog that links a number', () => {
  it('S-2 calls a code stale at its deadline and not a moment later', () => {
    expect(at(code(1))).toBe('code');
    expect(at(code(0))).toBe('stale');
  });

  it('S-2 tells codes that ran out from a session that was stopped', () => {
    expect(at({ status: 'stopped', desired: 'stopped', reason: { code: 'qr_expired', message: '' } })).toBe('ended');
    expect(at({ status: 'stopped', desired: 'stopped' })).toBe('stopped');
    expect(at({ status: 'stopped', desired: 'running' })).toBe('preparing');
  });

  it('S-2 takes connecting for the answer of a phone only after a code was shown', () => {
    expect(at({ status: 'connecting' })).toBe('preparing');
    expect(at({ status: 'connecting' }, true)).toBe('answered');
    expect(at({ status: 'ready' })).toBe('linked');
  });

  it('S-1 says why no code comes instead of waiting for ever', () => {
    expect(at({ status: 'starting', reason: { code: 'no_host', message: '' } })).toBe('blocked');
    expect(at({ status: 'action_required' })).toBe('blocked');
    expect(at({ status: 'disconnected', reason: { code: 'unlinked', message: '' } })).toBe('preparing');
  });

  it('S-2 counts down in minutes and seconds', () => {
    expect(clockUntil(161_000, 0)).toBe('02:41');
    expect(clockUntil(400, 0)).toBe('00:01');
    expect(clockUntil(0, 5_000)).toBe('00:00');
  });
});

describe('S-2 the number to pair', () => {
  it.each([
    ['SA', '050 000 0083'],
    ['SA', '50 000 0083'],
    ['SA', '٠٥٠٠٠٠٠٠٨٣'],
    ['SA', '966500000083'],
    ['EG', '+966 50 000 0083'],
    ['EG', '00966500000083'],
    ['EG', '\u200e+966 50 000 0083'],
  ])('S-2 reads %s %j as 966500000083', (country, typed) => expect(pairingNumber(country, typed)).toBe('966500000083'));
  it.each([
    ['SA', ''],
    ['SA', '0'],
    ['SA', '12'],
    ['SA', 'call me'],
    ['SA', '+0500000083'],
    ['SA', '5000000831234567'],
  ])('S-2 refuses %s %j', (country, typed) => expect(pairingNumber(country, typed)).toBeNull());

  it('S-2 keeps the zero of a country where it belongs to the number', () => {
    expect(pairingNumber('CI', '01 23 45 67 89')).toBe('2250123456789');
    expect(pairingNumber('US', '202 555 0123')).toBe('12025550123');
  });

  it('S-2 every country that can be chosen has a code to dial', () => {
    expect(DIAL_COUNTRIES.length).toBeGreaterThan(150);
    for (const country of DIAL_COUNTRIES) {
      expect(country).toMatch(/^[A-Z]{2}$/);
      expect(dialCodeOf(country), country).toMatch(/^[1-9]\d{0,2}$/);
    }
  });

  it('S-2 shows a code letter by letter, however it is grouped', () => {
    expect(lettersOf('W4K7-P9R2')).toEqual([...'W4K7P9R2']);
    expect(lettersOf('w4k7p9r2')).toEqual([...'W4K7P9R2']);
  });
});
