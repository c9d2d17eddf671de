import { describe, expect, it } from 'vitest';
import { guardUrl } from './guard-url.ts';
import { REFUSED_URLS } from './refused-urls.fixture.ts';

describe('the table of refused addresses', () => {
  it.each(REFUSED_URLS)('W-9 refuses %s as %s, in production and in a local run', (url, reason) => {
    for (const allowLoopbackHttp of [false, true]) {
      expect(guardUrl(url, { allowLoopbackHttp })).toEqual({ ok: false, reason });
    }
  });

  it('W-9 has at least 60 rows, none twice', () => {
    expect(new Set(REFUSED_URLS.map(([url]) => url)).size).toBe(REFUSED_URLS.length);
    expect(REFUSED_URLS.length).toBeGreaterThanOrEqual(60);
  });
});
