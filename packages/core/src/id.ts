import type { IdPrefix } from '@waqtor/contracts';

/** Crockford's base 32: no letters that look like digits. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const encode = (value: number, length: number): string => {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i++) {
    text = (ALPHABET[rest % 32] as string) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

/**
 * A new id `<prefix>_<26 characters>`: 48 bits of time (sorts by creation), 80 random bits (ULID layout).
 * `now` is passed in so that a caller's test decides the order.
 */
export const newId = (prefix: IdPrefix, now: number = Date.now()): string => {
  const random = crypto.getRandomValues(new Uint8Array(16));
  let tail = '';
  for (const byte of random) tail += ALPHABET[byte % 32] as string;
  return `${prefix}_${encode(now, 10)}${tail}`;
};
