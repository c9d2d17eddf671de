import { describe, expect, it } from 'vitest';
import { ORIGIN, call, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import { isAllowedOrigin } from './allowed-origins.ts';

const stopAs = async (headers: Record<string, string>) => {
  const { email, sessionId } = await newWorkspace();
  return call(`/api/sessions/${sessionId}/stop`, {
    method: 'POST',
    headers: { cookie: await signIn(email), ...headers },
  });
};

describe('CSRF', () => {
  it.each([
    { origin: ORIGIN },
    { 'sec-fetch-site': 'same-origin' },
    { origin: ORIGIN, 'sec-fetch-site': 'same-origin' },
  ])('A-3 serves the dashboard: %j', async (headers) => {
    expect((await stopAs(headers as Record<string, string>)).status).toBe(202);
  });

  it.each([
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${ORIGIN}.evil.example` },
    { origin: ORIGIN.replace('http:', 'https:') },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
  ])('A-3 refuses a cookie that comes with %j', async (headers) => {
    const response = await stopAs(headers as Record<string, string>);
    expect(await problemIn(response)).toMatchObject({ status: 403, code: 'invalid_origin' });
  });

  it('A-3 lets a cookie read from anywhere: the answer is not shared with other origins', async () => {
    const { email } = await newWorkspace();
    const response = await call('/api/user', {
      headers: { cookie: await signIn(email), origin: 'https://evil.example' },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('A-3 asks no origin of a key', async () => {
    const { apiKey, sessionId } = await newWorkspace();
    const response = await call(`/api/sessions/${sessionId}/stop`, { method: 'POST', key: apiKey });
    expect(response.status).toBe(202);
  });

  it('H-3 takes loopback under each of its names, on the same port alone', () => {
    const publicUrl = 'http://127.0.0.1:8080';
    expect(
      ['http://localhost:8080', 'http://[::1]:8080', 'http://localhost:8081', 'https://localhost:8080', 'garbage'].map(
        (origin) => isAllowedOrigin(publicUrl, origin),
      ),
    ).toEqual([true, true, false, false, false]);
  });
});
