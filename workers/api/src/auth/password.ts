import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/**
 * scrypt by node:crypto: 32 MiB and some 65 ms a hash. One at a time in an isolate of 128 MB, by nature: the platform's
 * asynchronous `scrypt` does its work before it returns, as `scryptSync` does, so that no queue of ours is needed
 * (ADR-007). PBKDF2 above 100,000 rounds is refused in production and WebAssembly cannot be compiled at run time, so
 * this is the strongest that the platform runs (ADR-005).
 */
const COST = 16_384;
const BLOCK_SIZE = 16;
const PARALLELISM = 1;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MAX_MEMORY_BYTES = 64 * 1024 * 1024;
export const MAX_PASSWORD_CHARS = 128;

const FORM = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/;

/** Hashes that this isolate has made, right or wrong: the price of a request, and what a test compares. */
export const passwordWork = { hashes: 0 };

const derive = (password: string, salt: Uint8Array, cost: number, blockSize: number, parallelism: number): Buffer => {
  passwordWork.hashes += 1;
  return scryptSync(password.normalize('NFKC'), salt, KEY_BYTES, {
    N: cost,
    r: blockSize,
    p: parallelism,
    maxmem: MAX_MEMORY_BYTES,
  });
};

/** `scrypt$<N>$<r>$<p>$<salt>$<hash>`, salt and hash in base64url. */
export const hashPassword = async (password: string): Promise<string> => {
  const salt = randomBytes(SALT_BYTES);
  const hash = derive(password, salt, COST, BLOCK_SIZE, PARALLELISM);
  return `scrypt$${COST}$${BLOCK_SIZE}$${PARALLELISM}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
};

/** A hash that no password matches, for people who do not exist: comparing with it takes the same time. */
export const NO_PASSWORD_HASH = `scrypt$${COST}$${BLOCK_SIZE}$${PARALLELISM}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/** False also for a hash that is not of this form. */
export const verifyPassword = async (input: { hash: string; password: string }): Promise<boolean> => {
  const match = FORM.exec(input.hash);
  if (!match) return false;
  const [, cost, blockSize, parallelism, salt, expected] = match as unknown as [string, ...string[]];
  const wanted = Buffer.from(expected ?? '', 'base64url');
  const actual = derive(
    input.password,
    Buffer.from(salt ?? '', 'base64url'),
    Number(cost),
    Number(blockSize),
    Number(parallelism),
  );
  return wanted.length === actual.length && timingSafeEqual(wanted, actual);
};
