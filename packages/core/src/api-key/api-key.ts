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

const ID_PREFIX = 'key_';
const HINT_ID_CHARS = 6;
const LAST_CHARS = 4;

/**
 * A new key `wq_<mode>_<id>_<secret><crc>`; its text is shown once and never stored. With `id` (`key_…`) a new secret
 * for a key that exists.
 */
export const newApiKey = (mode: ApiKeyMode, id?: string): ParsedApiKey & { text: string } => {
  const publicPart = id?.slice(ID_PREFIX.length) ?? randomBase62(ID_CHARS);
  const secret = randomBase62(SECRET_CHARS);
  const body = `wq_${mode}_${publicPart}_${secret}`;
  return { mode, id: ID_PREFIX + publicPart, secret, text: body + checksumOf(body) };
};

/** Null for anything that is not a key of ours, decided without a database: shape and checksum. */
export const parseApiKey = (text: string): ParsedApiKey | null => {
  const match = SHAPE.exec(text);
  if (!match) return null;
  const [, mode, publicPart, secret, checksum] = match as unknown as [string, ApiKeyMode, string, string, string];
  if (checksumOf(`wq_${mode}_${publicPart}_${secret}`) !== checksum) return null;
  return { mode, id: ID_PREFIX + publicPart, secret };
};

/** What is stored: hex SHA-256 of pepper ‖ secret. The pepper has a fixed length, so the parts cannot run together. */
export const hashApiKeySecret = (pepper: Uint8Array, secret: string): string =>
  bytesToHex(sha256.create().update(pepper).update(utf8ToBytes(secret)).digest());

/** The end of a key's text, which may be stored to recognise it by: of the checksum, so nothing of the secret. */
export const lastFourOf = (text: string): string => text.slice(-LAST_CHARS);

/** `wq_test_AbCdEf…wxyz`: enough to recognise a key by, of no other use. */
export const apiKeyHint = (key: { id: string; mode: ApiKeyMode; lastFour: string }): string =>
  `wq_${key.mode}_${key.id.slice(ID_PREFIX.length, ID_PREFIX.length + HINT_ID_CHARS)}…${key.lastFour}`;
