import { describe, expect, it } from 'vitest';
import { apiKeyHint, hashApiKeySecret, lastFourOf, newApiKey, parseApiKey } from './api-key.ts';
import { toBase62 } from './base62.ts';
import { crc32 } from './crc32.ts';

const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'x' ? 'y' : 'x') + text.slice(at + 1);

describe('API key', () => {
  it('A-2 has the documented shape and reads back', () => {
    const key = newApiKey('test');
    expect(key.text).toMatch(/^wq_test_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
    expect(parseApiKey(key.text)).toEqual({ mode: 'test', id: key.id, secret: key.secret });
  });

  it('A-2 keeps its id and changes its secret when it is made anew', () => {
    const first = newApiKey('live');
    const second = newApiKey('live', first.id);
    expect(parseApiKey(second.text)).toEqual({ mode: 'live', id: first.id, secret: second.secret });
    expect(second.secret).not.toBe(first.secret);
  });

  it('A-2 is recognised by a hint that holds nothing of its secret', () => {
    const key = newApiKey('test');
    const hint = apiKeyHint({ ...key, lastFour: lastFourOf(key.text) });
    expect(hint).toBe(`wq_test_${key.id.slice(4, 10)}…${key.text.slice(-4)}`);
    expect(key.text.indexOf(key.secret) + key.secret.length).toBeLessThanOrEqual(key.text.length - 4);
  });

  it('A-2 is refused when any one character differs', () => {
    const { text } = newApiKey('live');
    const survivors = [...Array(text.length).keys()].filter((at) => parseApiKey(flip(text, at)) !== null);
    expect(survivors).toEqual([]);
  });

  it('A-2 is refused when it is cut, prolonged or of another kind', () => {
    const { text } = newApiKey('live');
    expect(
      [text.slice(0, -1), `${text}0`, text.replace('wq_live', 'wq_test'), '', ' ', 'Bearer x'].map(parseApiKey),
    ).toEqual([null, null, null, null, null, null]);
  });

  it('A-2 stores a hash that depends on the pepper', () => {
    const secret = 'a'.repeat(32);
    expect(hashApiKeySecret(new Uint8Array(32), secret)).not.toBe(hashApiKeySecret(new Uint8Array(32).fill(1), secret));
    expect(hashApiKeySecret(new Uint8Array(32), secret)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('A-2 uses the CRC-32 of the standard check value', () => {
    expect(crc32('123456789')).toBe(0xcbf43926);
    expect(toBase62(0xffffffff, 6)).toBe('4gfFC3');
  });
});
