import { fromBase32, toBase32 } from './base32.ts';

/** RFC 6238 with the parameters that every authenticator knows: SHA-1, 30 seconds, six digits. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** RFC 4226 §4 recommends 160 bits. */
const SECRET_BYTES = 20;
/** One step to either side: clocks differ, and typing takes time (RFC 6238 §5.2). */
const DRIFT_STEPS = 1;

/** Base 32. */
export const newTotpSecret = (): string => toBase32(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));

export const totpStep = (nowMs: number): number => Math.floor(nowMs / 1000 / STEP_SECONDS);

/** The code of one time step (RFC 4226 §5.3). */
export const totpCode = async (secret: string, step: number, digits: number = DIGITS): Promise<string> => {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const key = await crypto.subtle.importKey('raw', fromBase32(secret), { name: 'HMAC', hash: 'SHA-1' }, false, [
    'sign',
  ]);
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer));
  const offset = mac.getUint8(mac.byteLength - 1) & 15;
  const number = mac.getUint32(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
};

/**
 * The time step of a right code, or null. Every step is looked at, whether or not one matched. Whoever accepts it must
 * refuse steps up to that one from then on: a code works once.
 */
export const matchTotp = async (secret: string, code: string, nowMs: number): Promise<number | null> => {
  let matched: number | null = null;
  for (let drift = -DRIFT_STEPS; drift <= DRIFT_STEPS; drift++) {
    const step = totpStep(nowMs) + drift;
    const expected = await totpCode(secret, step);
    let difference = expected.length ^ code.length;
    for (let i = 0; i < expected.length; i++) difference |= expected.charCodeAt(i) ^ code.charCodeAt(i);
    if (difference === 0) matched = step;
  }
  return matched;
};

/** For the QR code (key URI format). */
export const totpUri = (secret: string, account: string, issuer: string): string =>
  `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}` +
  `?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
