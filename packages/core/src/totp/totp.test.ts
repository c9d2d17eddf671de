import { describe, expect, it } from 'vitest';
import { fromBase32, toBase32 } from './base32.ts';
import { matchTotp, newTotpSecret, totpCode, totpStep, totpUri } from './totp.ts';

/** RFC 6238 appendix B: ASCII `12345678901234567890`. */
const SECRET = toBase32(new TextEncoder().encode('12345678901234567890'));

describe('TOTP', () => {
  it.each([
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ])('A-1 gives the code of RFC 6238 at second %d', async (seconds, code) => {
    expect(await totpCode(SECRET, totpStep(seconds * 1000), 8)).toBe(code);
  });

  it('A-1 takes the code of the step before and after, and says which it was', async () => {
    const now = 1_700_000_000_000;
    const step = totpStep(now);
    const answers = await Promise.all(
      [-2, -1, 0, 1, 2].map(async (drift) => matchTotp(SECRET, await totpCode(SECRET, step + drift), now)),
    );
    expect(answers).toEqual([null, step - 1, step, step + 1, null]);
  });

  it.each(['', '00000', '0000000', 'abcdef'])('A-1 takes no %j', async (code) => {
    expect(await matchTotp(SECRET, code, 1_700_000_000_000)).toBeNull();
  });

  it('A-1 makes secrets of 160 bits that survive base 32', () => {
    const secret = newTotpSecret();
    expect(fromBase32(secret)).toHaveLength(20);
    expect(toBase32(fromBase32(secret))).toBe(secret);
    expect(newTotpSecret()).not.toBe(secret);
    expect(() => fromBase32('not base 32!')).toThrow(RangeError);
  });

  it('A-1 names issuer and account to the authenticator', () => {
    const uri = new URL(totpUri('ABC', 'a b@c.example', 'WaQtor'));
    expect(decodeURIComponent(uri.pathname)).toContain('WaQtor:a b@c.example');
    expect(uri.searchParams.get('secret')).toBe('ABC');
  });
});
