import { createExecutionContext } from 'cloudflare:test';
import { ticketResponse } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import type { ApiEnv } from '../../env.ts';
import { bindings, freshIp, newWorkspace, problemIn } from '../../testing/api-client.ts';
import { pass } from '../../testing/clock.ts';
import { signedQuery } from '../../testing/signed-handshake.ts';
import { TestSocket } from '../../testing/test-socket.ts';

const app = createApp();
const SHOP = 'https://shop.example';

/** A deployment with other settings. */
const deployment = (change: Partial<ApiEnv>) => {
  const env = { ...bindings, ...change };
  const request = (path: string, init: { method?: string; headers: Record<string, string> }): Promise<Response> =>
    Promise.resolve(app.request(path, init, env, createExecutionContext()));
  return {
    request,
    upgrade: (headers: Record<string, string>, query = ''): Promise<Response> =>
      request(`/ws${query}`, { headers: { upgrade: 'websocket', 'cf-connecting-ip': freshIp(), ...headers } }),
  };
};
const outcomeOf = async (response: Response): Promise<string> => {
  if (response.status !== 101) return `${response.status} ${(await problemIn(response)).code}`;
  new TestSocket(response).close();
  return '101';
};

describe('the origins of sockets', () => {
  const listed = deployment({ WAQTOR_CORS_ORIGINS: SHOP });

  it('H-3 are those that the deployment lists besides its own: by key, signature and ticket', async () => {
    const { apiKey } = await newWorkspace();
    const from = { origin: SHOP, 'cf-connecting-ip': freshIp() };
    expect(await outcomeOf(await listed.upgrade({ ...from, 'x-api-key': apiKey }))).toBe('101');
    expect(await outcomeOf(await listed.upgrade(from, `?${signedQuery(apiKey)}`))).toBe('101');
    const minted = await listed.request('/api/ws/ticket', {
      method: 'POST',
      headers: { ...from, 'x-api-key': apiKey },
    });
    const { ticket } = ticketResponse.parse(await minted.json());
    const protocols = { 'sec-websocket-protocol': `waqtor.v1, ticket.${ticket}` };
    expect(await outcomeOf(await listed.upgrade({ ...from, ...protocols }))).toBe('101');
  });

  it.each(['https://evil.example', 'http://shop.example', 'https://shop.example.evil.example', 'null'])(
    'H-3 are not %s, whatever comes along',
    async (origin) => {
      const { apiKey } = await newWorkspace();
      expect(await outcomeOf(await listed.upgrade({ origin, 'x-api-key': apiKey }))).toBe('403 invalid_origin');
      expect(await outcomeOf(await listed.upgrade({ origin }, `?${signedQuery(apiKey)}`))).toBe('403 invalid_origin');
    },
  );

  it('H-3 are ours alone where none is listed', async () => {
    const { apiKey } = await newWorkspace();
    const answer = await deployment({}).upgrade({ origin: SHOP }, `?${signedQuery(apiKey)}`);
    expect(await outcomeOf(answer)).toBe('403 invalid_origin');
  });
});

describe('the networks of sockets', () => {
  const office = deployment({ WAQTOR_SOCKET_NETWORKS: '203.0.113.0/24, 2001:db8:ffff::/48' });

  it('H-3 let in who comes from them', async () => {
    const { apiKey } = await newWorkspace();
    for (const ip of ['203.0.113.77', '2001:db8:ffff:1::2', '::ffff:203.0.113.5']) {
      const headers = { 'cf-connecting-ip': ip, 'x-api-key': apiKey };
      expect([ip, await outcomeOf(await office.upgrade(headers))]).toEqual([ip, '101']);
    }
  });

  it('H-3 refuse everybody else before anything they bring is looked at, and leave the API open', async () => {
    const { apiKey } = await newWorkspace();
    const headers = { 'cf-connecting-ip': '198.51.100.9' };
    expect(await outcomeOf(await office.upgrade({ ...headers, 'x-api-key': apiKey }))).toBe('403 ip_not_allowed');
    expect(await outcomeOf(await office.upgrade(headers, `?${signedQuery(apiKey)}`))).toBe('403 ip_not_allowed');
    expect(await outcomeOf(await office.upgrade({ ...headers, 'x-api-key': 'wrong' }))).toBe('403 ip_not_allowed');
    expect((await office.request('/api/user', { headers: { ...headers, 'x-api-key': apiKey } })).status).toBe(200);
  });
});

describe('the pace of handshakes', () => {
  it('H-3 is that of the address: more are refused with 429 and when to come again', async () => {
    pass(0);
    const slow = deployment({ WAQTOR_LIMIT_ADDRESS_PER_MINUTE: '3' });
    const headers = { 'cf-connecting-ip': freshIp(), 'x-api-key': (await newWorkspace()).apiKey };
    const outcomes: string[] = [];
    for (let n = 0; n < 3; n++) outcomes.push(await outcomeOf(await slow.upgrade(headers)));
    expect(outcomes).toEqual(['101', '101', '101']);
    const refused = await slow.upgrade(headers);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await outcomeOf(refused)).toBe('429 rate_limited');
    pass(60_000);
    expect(await outcomeOf(await slow.upgrade(headers))).toBe('101');
  });
});
