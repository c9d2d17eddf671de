import { describe, expect, it } from 'vitest';
import { addressesIn, expiryOf } from './key-expiry-options.ts';

describe('a new API key', () => {
  it('A-2 lives as long as was chosen, or for ever', () => {
    const now = Date.parse('2026-11-21T00:00:00.000Z');
    expect(expiryOf(30, now)).toBe('2026-12-21T00:00:00.000Z');
    expect(expiryOf(null, now)).toBeUndefined();
  });

  it('A-2 takes addresses by line, comma or Arabic comma, each once', () => {
    expect(addressesIn('192.0.2.1, 198.51.100.0/24\n2001:db8::/32،192.0.2.1')).toEqual([
      '192.0.2.1',
      '198.51.100.0/24',
      '2001:db8::/32',
    ]);
  });
});
