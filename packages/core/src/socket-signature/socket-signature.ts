import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { HANDSHAKE_TOLERANCE_MS } from '@waqtor/contracts';
import type { SignedHandshake } from '@waqtor/contracts';
import { isSameBytes } from '../same-bytes.ts';

export type HandshakeFields = Omit<SignedHandshake, 'sig'>;

const ID_PREFIX = 'key_';

/** `key_…` of the parameter, which may leave the prefix out. */
export const keyIdOf = ({ apiKey }: Pick<HandshakeFields, 'apiKey'>): string =>
  apiKey.startsWith(ID_PREFIX) ? apiKey : ID_PREFIX + apiKey;

/** Our clock and the signer's agree within 60 s, either way. */
export const isTimely = ({ ts }: Pick<HandshakeFields, 'ts'>, now: number): boolean =>
  Math.abs(now - Number(ts)) <= HANDSHAKE_TOLERANCE_MS;

/**
 * What is signed: the parameters as they are sent, one a line, and with `ip` the address as `GET /api/ws/whoami` tells
 * it. No parameter holds a line break, so that none can run into the next.
 */
export const signedText = ({ apiKey, ts, nonce }: HandshakeFields, ip?: string): string =>
  [apiKey, ts, nonce, ...(ip === undefined ? [] : [ip])].join('\n');

const macOf = (socketKey: string, text: string): Uint8Array => hmac(sha256, hexToBytes(socketKey), utf8ToBytes(text));

/** `sig`: hex HMAC-SHA256 under the 32 bytes that the hex text `socketKey` (`deriveSocketKey`) stands for. */
export const signSocketHandshake = (socketKey: string, fields: HandshakeFields, ip?: string): string =>
  bytesToHex(macOf(socketKey, signedText(fields, ip)));

/** Signed with this key: for the address `ip`, or for any. Both are always computed, so that time tells neither. */
export const isSignedWith = (socketKey: string, handshake: SignedHandshake, ip: string): boolean => {
  const given = hexToBytes(handshake.sig);
  const isUnbound = isSameBytes(macOf(socketKey, signedText(handshake)), given);
  const isBound = isSameBytes(macOf(socketKey, signedText(handshake, ip)), given);
  return isUnbound || isBound;
};
