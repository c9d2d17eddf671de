import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { randomBase62, toBase62 } from './base62.ts';
import { crc32 } from './crc32.ts';

/** `test` keys belong to deployments on the simulator; neither kind is accepted by the other. */
export type ApiKeyMode = 'live' | 'test';

export interface ParsedApiKey {
  mode: ApiKeyMode;
  /** `key_` + the public part. */
  id: string;
  secret: string;
}

const ID_CHARS = 12;
const SECRET_CHARS = 32;
const CHECKSUM_CHARS = 6;
const SHAPE = /^wq_(live|test)_([0-9A-Za-z]{12})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/;

const checksumOf = (text: string): string => toBase62(crc32(text), CHECKSUM_CHARS);

/** A new key `wq_<mode>_<id>_<secret><crc>`; its text is shown once and never stored. */
export const newApiKey = (mode: ApiKeyMode): ParsedApiKey & { text: string } => {
  const publicPart = randomBase62(ID_CHARS);
  const secret = randomBase62(SECRET_CHARS);
  const body = `wq_${mode}_${publicPart}_${secret}`;
  return { mode, id: `key_${publicPart}`, secret, text: body + checksumOf(body) };
};

/** Null for anything that is not a key of ours, decided without a database: shape and checksum. */
export const parseApiKey = (text: string): ParsedApiKey | null => {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [, mode, publicPart, secret, checksum] = match as unknown as [string, ApiKeyMode, string, string, string];
  if (checksumOf(`wq_${mode}_${publicPart}_${secret}`) !== checksum) return null;
  return { mode, id: `key_${publicPart}`, secret };
};

/** What is stored: hex SHA-256 of pepper ‖ secret. The pepper has a fixed length, so the parts cannot run together. */
export const hashApiKeySecret = (pepper: Uint8Array, secret: string): string =>
  bytesToHex(sha256.create().update(pepper).update(utf8ToBytes(secret)).digest());
