import { describe, expect, it } from 'vitest';
import { expiryFault, keyStatus } from './key-expiry.ts';

const NOW = new Date('2026-02-28T12:00:00.000Z');

describe('expiry of a key', () => {
  it.each([
    ['2026-02-28T12:00:00.001Z', null],
    ['2031-02-28T12:00:00.000Z', null],
    ['2031-02-28T12:00:00.001Z', 'too_late'],
    ['9999-12-31T23:59:59.999Z', 'too_late'],
    ['2026-02-28T12:00:00.000Z', 'in_the_past'],
    ['1970-01-01T00:00:00.000Z', 'in_the_past'],
  ] as const)('A-2 at %s is judged %s', (at, fault) => {
    expect(expiryFault(new Date(at), NOW)).toBe(fault);
  });

  it.each([
    [null, null, 'active'],
    [null, NOW.getTime() + 1, 'active'],
    [null, NOW.getTime(), 'expired'],
    [NOW.getTime() - 1, null, 'revoked'],
    [NOW.getTime() - 1, NOW.getTime() - 1, 'revoked'],
  ] as const)('A-2 revoked at %s and expiring at %s, a key is %s', (revokedAt, expiresAt, status) => {
    const key = {
      revokedAt: revokedAt === null ? null : new Date(revokedAt),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
    };
    expect(keyStatus(key, NOW)).toBe(status);
  });
});
