import { describe, expect, it } from 'vitest';
import { ORIGIN, PASSWORD, call, freshIp, newWorkspace } from '../../testing/api-client.ts';
import { readOperations } from '../../testing/operations.ts';

/** One point for each; what a strict grader of a JSON API looks at. */
const RULES: Record<string, (headers: Headers) => boolean> = {
  'no sniffing': (headers) => headers.get('x-content-type-options') === 'nosniff',
  'no loading': (headers) => /(^|; ?)default-src 'none'(;|$)/.test(headers.get('content-security-policy') ?? ''),
  'no framing': (headers) => /frame-ancestors 'none'/.test(headers.get('content-security-policy') ?? ''),
  'no framing by old browsers': (headers) => headers.get('x-frame-options') === 'DENY',
  'no referrer': (headers) => headers.get('referrer-policy') === 'no-referrer',
  'https for a year': (headers) =>
    Number(/max-age=(\d+)/.exec(headers.get('strict-transport-security') ?? '')?.[1]) >= 31_536_000,
  'no embedding': (headers) => headers.get('cross-origin-resource-policy') === 'same-origin',
  'no storing': (headers) => (headers.get('cache-control') ?? '').includes('no-store'),
  'no trace of the software': (headers) => !headers.has('server') && !headers.has('x-powered-by'),
  'a request id': (headers) => /^[A-Za-z0-9._-]{8,64}$/.test(headers.get('x-request-id') ?? ''),
};
const faultsOf = ({ headers }: Response): string[] =>
  Object.entries(RULES).flatMap(([rule, isKept]) => (isKept(headers) ? [] : [rule]));

describe('security headers', () => {
  it('A-3 come with the answer of every route to a stranger', async () => {
    for (const { method, path } of await readOperations()) {
      const url = `/api${path.replace(/\{\w+\}/g, 'x')}`;
      const response = await call(url, { method, ...(method === 'POST' || method === 'PATCH' ? { body: {} } : {}) });
      // A description is public, and the same for all: it may be kept.
      const faults = faultsOf(response).filter((rule) => response.status !== 200 || rule !== 'no storing');
      expect([method, path, faults]).toEqual([method, path, []]);
    }
  });

  it('A-3 come with what is served, refused, unknown, not offered, and with health', async () => {
    const { apiKey } = await newWorkspace();
    for (const [path, method] of [
      ['/api/user', 'GET'],
      ['/api/webhooks', 'HEAD'],
      ['/api/webhooks', 'OPTIONS'],
      ['/api/webhooks', 'PUT'],
      ['/api/nowhere', 'GET'],
      ['/healthz', 'GET'],
      ['/readyz', 'GET'],
      ['/host/enrol', 'GET'],
    ]) {
      expect([path, faultsOf(await call(path ?? '', { method: method ?? '', key: apiKey }))]).toEqual([path, []]);
    }
  });
});

describe('cookies', () => {
  it('A-3 of a login are out of reach of scripts, other sites, plain http and other hosts', async () => {
    const { email } = await newWorkspace();
    const response = await call('/api/auth/sign-in/email', {
      headers: { 'cf-connecting-ip': freshIp(), origin: ORIGIN },
      body: { email, password: PASSWORD },
    });
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      const [name = '', ...attributes] = cookie.split(/; ?/).map((part) => part.toLowerCase());
      expect(name).toMatch(/^__(secure|host)-waqtor\./);
      expect(attributes).toEqual(expect.arrayContaining(['httponly', 'secure', 'samesite=lax', 'path=/']));
      expect(attributes.filter((attribute) => attribute.startsWith('domain='))).toEqual([]);
    }
    expect(faultsOf(response)).toEqual([]);
  });
});
