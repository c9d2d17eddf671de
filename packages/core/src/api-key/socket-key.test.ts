import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { deriveSocketKey } from './socket-key.ts';

describe('socket key', () => {
  it('H-2 is what any HKDF-SHA256 of the secret makes', () => {
    const secret = 'AbCdEfGhIjKlMnOpQrStUvWxYz012345';
    const expected = Buffer.from(hkdfSync('sha256', secret, '', 'waqtor-ws-v1', 32)).toString('hex');
    expect(deriveSocketKey(secret)).toBe(expected);
    expect(deriveSocketKey(`${secret.slice(0, -1)}6`)).not.toBe(expected);
  });
});
