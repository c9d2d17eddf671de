import { createExecutionContext } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import { bindings, call, newWorkspace, signIn } from '../../testing/api-client.ts';

const LISTED = 'https://shop.example';
const app = createApp();
const ask = (path: string, method: string, headers: Record<string, string>): Promise<Response> =>
  Promise.resolve(
    app.request(
      path,
      { method, headers },
      { ...bindings, WAQTOR_CORS_ORIGINS: `${LISTED}, https://second.example:8443` },
      createExecutionContext(),
    ),
  );
const preflight = (origin: string, path = '/api/webhooks') =>
  ask(path, 'OPTIONS', {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-api-key',
  });
const corsHeaders = (response: Response): string[] =>
  [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));

describe('CORS', () => {
  it('A-3 lets a listed origin ask with a key, and read the headers that a client needs', async () => {
    const { apiKey } = await newWorkspace();
    const asked = await preflight(LISTED);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH');
    for (const name of ['X-API-Key', 'Idempotency-Key', 'If-Match']) {
      expect(asked.headers.get('access-control-allow-headers')).toContain(name);
    }
    const answer = await ask('/api/webhooks', 'GET', { origin: LISTED, 'x-api-key': apiKey });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, LISTED]);
    const exposed = answer.headers.get('access-control-expose-headers')?.split(',') ?? [];
    expect(exposed.sort()).toEqual(
      'ETag Idempotency-Replayed Link Location RateLimit RateLimit-Policy Retry-After X-Request-Id'.split(' '),
    );
  });

  it('A-3 tells a listed origin of refusals too', async () => {
    const refused = await ask('/api/webhooks', 'GET', { origin: 'https://second.example:8443' });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      'https://second.example:8443',
    ]);
  });

  it.each([
    'https://evil.example',
    'https://shop.example.evil.example',
    'http://shop.example',
    'https://SHOP.example',
    'https://shop.example:8443',
    'null',
    '*',
  ])('A-3 says nothing to %s', async (origin) => {
    for (const answer of [await preflight(origin), await ask('/api/webhooks', 'GET', { origin })]) {
      expect(corsHeaders(answer)).toEqual([]);
      expect(answer.headers.get('vary')).toContain('Origin');
    }
  });

  it('A-3 never allows a cookie to a foreign origin: neither reading by it nor acting by it', async () => {
    const { email, sessionId } = await newWorkspace();
    const headers = { origin: LISTED, cookie: await signIn(email) };
    const read = await ask('/api/user', 'GET', headers);
    expect(read.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await ask(`/api/sessions/${sessionId}/stop`, 'POST', headers)).status).toBe(403);
  });

  it('A-3 is closed when no origin is listed', async () => {
    const headers = { origin: LISTED, 'access-control-request-method': 'GET' };
    expect(corsHeaders(await call('/api/user', { method: 'OPTIONS', headers }))).toEqual([]);
    expect(corsHeaders(await call('/api/user', { headers }))).toEqual([]);
  });
});
