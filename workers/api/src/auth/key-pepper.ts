import { hkdfSync } from 'node:crypto';

const PEPPER_BYTES = 32;
let last: { secret: string; pepper: Uint8Array } | null = null;

/** What is mixed into the hash of every API key's secret: the database alone does not suffice to test a guess. */
export const keyPepper = (authSecret: string): Uint8Array => {
  if (last?.secret !== authSecret) {
    const pepper = new Uint8Array(hkdfSync('sha256', authSecret, '', 'waqtor-api-key-v1', PEPPER_BYTES));
    last = { secret: authSecret, pepper };
  }
  return last.pepper;
};
