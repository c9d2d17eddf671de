import { describe, expect, it } from 'vitest';
import { scopeOfMediaLink, signMediaLink } from './media-link.ts';

const DATA_KEY = btoa('0123456789abcdef0123456789abcdef');
const LINK = { mediaId: 'med_0123456789', scope: 'ses_0123456789', expires: 1_800_000_000 };

describe('a signed link to a medium', () => {
  it('M-2 names its scope to whoever has the key', async () => {
    const signature = await signMediaLink(DATA_KEY, LINK);
    expect(await scopeOfMediaLink(DATA_KEY, { ...LINK, signature })).toBe(LINK.scope);
  });

  it.each<[string, Partial<typeof LINK>]>([
    ['another medium', { mediaId: 'med_9876543210' }],
    ['a later end', { expires: LINK.expires + 1 }],
  ])('M-2 is worth nothing for %s', async (_title, change) => {
    const signature = await signMediaLink(DATA_KEY, LINK);
    expect(await scopeOfMediaLink(DATA_KEY, { ...LINK, ...change, signature })).toBeNull();
  });

  it('M-2 is worth nothing with another scope, another key, or half of it', async () => {
    const signature = await signMediaLink(DATA_KEY, LINK);
    const proof = signature.split('.')[1] ?? '';
    for (const forged of [
      `ses_9999999999.${proof}`,
      proof,
      `${LINK.scope}.`,
      `${LINK.scope}.${proof.slice(0, -1)}`,
      '',
    ]) {
      expect(await scopeOfMediaLink(DATA_KEY, { ...LINK, signature: forged })).toBeNull();
    }
    expect(await scopeOfMediaLink(btoa('x'.repeat(32)), { ...LINK, signature })).toBeNull();
  });
});
