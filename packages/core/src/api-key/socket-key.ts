import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const INFO = utf8ToBytes('waqtor-ws-v1');
const KEY_BYTES = 32;

/**
 * H-2: what a machine signs its socket handshake with, as hex: HKDF-SHA256 (RFC 5869) of the key's secret, without
 * salt, info `waqtor-ws-v1`. A client derives it from the key it holds; it cannot be turned back into the secret.
 */
export const deriveSocketKey = (secret: string): string =>
  bytesToHex(hkdf(sha256, utf8ToBytes(secret), undefined, INFO, KEY_BYTES));
