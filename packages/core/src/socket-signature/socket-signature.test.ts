import { createHmac, hkdfSync } from 'node:crypto';
import { signedHandshakeSchema } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { newApiKey, parseApiKey } from '../api-key/api-key.ts';
import { deriveSocketKey } from '../api-key/socket-key.ts';
import { isSignedWith, isTimely, keyIdOf, signSocketHandshake, signedText } from './socket-signature.ts';

/** The vector of docs/how-to/live-events.md: whoever writes a client compares with it. */
const SECRET = 'AbCdEfGhIjKlMnOpQrStUvWxYz012345';
const SOCKET_KEY = '249157c2fca7a2e1dbecae82179b7673e1107b7e1b541104c6c70bc21cb3093d';
const FIELDS = { apiKey: 'key_AbCdEf123456', ts: '1767225600000', nonce: 'nonce-0123456789' };
const IP = '203.0.113.7';
const SIG = 'a53da325a069b79f2fe2ec662b106085c097ce97630ea64db3fc0c46bcd8cdbf';
const SIG_OF_ADDRESS = 'e12e1a6413d85ab03b7846a4fa3ce9b140f2ddffa5af43b313e120d2fd3662fd';

const from = (sig: string, change: Partial<typeof FIELDS> = {}) => ({ ...FIELDS, ...change, sig });

describe('signed socket handshake', () => {
  it('H-2 has the signatures of the documented vector, with the address and without', () => {
    expect(deriveSocketKey(SECRET)).toBe(SOCKET_KEY);
    expect(signSocketHandshake(SOCKET_KEY, FIELDS)).toBe(SIG);
    expect(signSocketHandshake(SOCKET_KEY, FIELDS, IP)).toBe(SIG_OF_ADDRESS);
  });

  it('H-2 is what any HKDF and HMAC make of the key’s text, the HMAC key being 32 raw bytes', () => {
    const { text, id } = newApiKey('live');
    const secret = text.slice(-38, -6);
    expect(parseApiKey(text)?.secret).toBe(secret);
    const key = new Uint8Array(hkdfSync('sha256', secret, '', 'waqtor-ws-v1', 32));
    const fields = { ...FIELDS, apiKey: id };
    const sig = createHmac('sha256', key).update(`${id}\n${fields.ts}\n${fields.nonce}\n${IP}`).digest('hex');
    expect(isSignedWith(deriveSocketKey(secret), { ...fields, sig }, IP)).toBe(true);
  });

  it('H-2 verifies from any address when none was signed, and from that one when one was', () => {
    expect(isSignedWith(SOCKET_KEY, from(SIG), IP)).toBe(true);
    expect(isSignedWith(SOCKET_KEY, from(SIG), '198.51.100.9')).toBe(true);
    expect(isSignedWith(SOCKET_KEY, from(SIG_OF_ADDRESS), IP)).toBe(true);
    expect(isSignedWith(SOCKET_KEY, from(SIG_OF_ADDRESS), '198.51.100.9')).toBe(false);
    expect(isSignedWith(SOCKET_KEY, from(SIG.toUpperCase()), IP)).toBe(true);
  });

  it.each([
    ['another key id', { apiKey: 'key_AbCdEf123457' }],
    ['the id without its prefix', { apiKey: 'AbCdEf123456' }],
    ['another time', { ts: '1767225600001' }],
    ['another nonce', { nonce: 'nonce-0123456780' }],
  ])('H-2 does not verify with %s than was signed', (_title, change) => {
    expect(isSignedWith(SOCKET_KEY, from(SIG, change), IP)).toBe(false);
  });

  it('H-2 does not verify under another key, nor with one digit changed', () => {
    expect(isSignedWith(deriveSocketKey(`${SECRET.slice(0, -1)}6`), from(SIG), IP)).toBe(false);
    expect(isSignedWith(SOCKET_KEY, from(`${SIG.slice(0, -1)}${SIG.endsWith('0') ? '1' : '0'}`), IP)).toBe(false);
  });

  it('H-2 signs lines that cannot run into each other', () => {
    expect(signedText(FIELDS, IP)).toBe('key_AbCdEf123456\n1767225600000\nnonce-0123456789\n203.0.113.7');
    expect(signedHandshakeSchema.safeParse(from(SIG, { nonce: `nonce-0123456789\n${IP}` })).success).toBe(false);
  });

  it.each([
    [-60_000, true],
    [60_000, true],
    [-60_001, false],
    [60_001, false],
  ])('H-2 takes a clock that is %i ms off: %s', (offMs, isTaken) => {
    expect(isTimely({ ts: String(1_767_225_600_000 + offMs) }, 1_767_225_600_000)).toBe(isTaken);
  });

  it('H-2 finds the key by its id with and without prefix', () => {
    expect([keyIdOf(FIELDS), keyIdOf({ apiKey: 'AbCdEf123456' })]).toEqual([FIELDS.apiKey, FIELDS.apiKey]);
  });

  it.each([
    ['a key instead of its id', { apiKey: newApiKey('test').text }],
    ['a time with a fraction', { ts: '1767225600000.5' }],
    ['a time with a zero in front', { ts: '01767225600000' }],
    ['a short nonce', { nonce: 'x'.repeat(15) }],
    ['a long nonce', { nonce: 'x'.repeat(65) }],
    ['a colon in the nonce', { nonce: 'nonce:0123456789' }],
    ['a short signature', { sig: 'ab' }],
  ])('H-2 has no place for %s', (_title, change) => {
    expect(signedHandshakeSchema.safeParse({ ...from(SIG), ...change }).success).toBe(false);
  });
});
