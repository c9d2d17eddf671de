import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApp } from '../../app.ts';
import type { ApiEnv } from '../../env.ts';
import { hubOf } from '../../objects.ts';
import { bindings, call, freshIp, newWorkspace, problemIn, signIn } from '../../testing/api-client.ts';
import type { TestWorkspace } from '../../testing/api-client.ts';
import { newKey } from '../../testing/test-keys.ts';
import { DEFAULT_LIMITS } from './policies.ts';

const app = createApp();
/** The middle of a minute, so that no test meets the end of a window; until the end of the test. */
const stopClock = (at = Math.floor(Date.now() / 60_000) * 60_000 + 30_000): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: at });
  onTestFinished(() => void vi.useRealTimers());
};

const LIMITS = {
  WAQTOR_LIMIT_ADDRESS_PER_MINUTE: '1000',
  WAQTOR_LIMIT_KEY_PER_MINUTE: '1000',
  WAQTOR_QUOTA_REQUESTS_PER_DAY: '100000',
};
const limited = (change: Partial<ApiEnv>): ApiEnv => ({ ...bindings, ...LIMITS, ...change });

const get = async (env: ApiEnv, headers: Record<string, string>, path = '/api/user'): Promise<Response> => {
  const ctx = createExecutionContext();
  const response = await app.request(path, { headers: { 'cf-connecting-ip': freshIp(), ...headers } }, env, ctx);
  await waitOnExecutionContext(ctx);
  return response;
};

const itemOf = (field: string | null, name: string): string =>
  (field ?? '').split(', ').find((item) => item.startsWith(`"${name}"`)) ?? '';
const left = (response: Response, name: string): number =>
  Number(/;r=(\d+)/.exec(itemOf(response.headers.get('ratelimit'), name))?.[1]);

const statuses = async (times: number, ask: (index: number) => Promise<Response>): Promise<number[]> => {
  const found: number[] = [];
  for (let index = 0; index < times; index += 1) found.push((await ask(index)).status);
  return found;
};

describe('limits', () => {
  it('A-3 are told on every answer, and counted down by one', async () => {
    stopClock();
    const { apiKey } = await newWorkspace();
    const env = limited({});
    const first = await get(env, { 'x-api-key': apiKey });
    expect(first.headers.get('ratelimit-policy')).toBe(
      '"address";q=1000;w=60, "key";q=1000;w=60, "workspace";q=100000;w=86400',
    );
    expect(itemOf(first.headers.get('ratelimit'), 'address')).toBe('"address";r=999;t=60');
    expect(itemOf(first.headers.get('ratelimit'), 'key')).toBe('"key";r=999;t=30');
    for (let served = 2; served <= 120; served += 1) {
      const next = await get(env, { 'x-api-key': apiKey });
      expect([left(next, 'key'), left(next, 'workspace')]).toEqual([1000 - served, 100_000 - served]);
    }
  });

  it.each([['/api/nowhere'], ['/api/user']])(
    'A-3 are told to strangers too, of their network alone: %s',
    async (path) => {
      const response = await get(limited({}), {}, path);
      expect(response.headers.get('ratelimit-policy')).toBe('"address";q=1000;w=60');
      expect(left(response, 'address')).toBe(999);
    },
  );

  it('A-3 are those of the documentation when no setting says otherwise', async () => {
    const { apiKey } = await newWorkspace();
    const none = {
      WAQTOR_LIMIT_ADDRESS_PER_MINUTE: '',
      WAQTOR_LIMIT_KEY_PER_MINUTE: '',
      WAQTOR_QUOTA_REQUESTS_PER_DAY: '',
    };
    const response = await get(limited(none), { 'x-api-key': apiKey });
    expect(DEFAULT_LIMITS).toEqual({ addressPerMinute: 1_200, keyPerMinute: 1_200, workspacePerDay: 500_000 });
    expect(response.headers.get('ratelimit-policy')).toBe(
      '"address";q=1200;w=60, "key";q=1200;w=60, "workspace";q=500000;w=86400',
    );
  });

  it('A-3 are not asked of health, and no header speaks of them there', async () => {
    expect((await call('/healthz')).headers.get('ratelimit')).toBeNull();
  });
});

describe('the limit of an address', () => {
  const env = limited({ WAQTOR_LIMIT_ADDRESS_PER_MINUTE: '3' });

  it('A-3 refuses with 429, what was exceeded, and when to come again', async () => {
    stopClock();
    const ip = freshIp();
    const ask = () => get(env, { 'cf-connecting-ip': ip });
    expect(await statuses(3, ask)).toEqual([401, 401, 401]);
    const refused = await ask();
    expect(refused.headers.get('ratelimit')).toBe('"address";r=0;t=60');
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(await problemIn(refused)).toMatchObject({
      status: 429,
      code: 'rate_limited',
      'violated-policies': ['address'],
    });
    vi.setSystemTime(Date.now() + 60_000);
    expect((await ask()).status).toBe(401);
  });

  it('A-3 cannot be escaped by X-Forwarded-For, nor within an IPv6 /64', async () => {
    stopClock();
    const forwarded = freshIp();
    const byHeader = (index: number) =>
      get(env, { 'cf-connecting-ip': forwarded, 'x-forwarded-for': `203.0.113.${index}` });
    expect(await statuses(5, byHeader)).toEqual([401, 401, 401, 429, 429]);
    const network = freshIp().replace(/::1$/, '');
    const byHost = (index: number) => get(env, { 'cf-connecting-ip': `${network}::${index + 1}` });
    expect(await statuses(5, byHost)).toEqual([401, 401, 401, 429, 429]);
  });

  it('A-3 counts each IPv4 address by itself', async () => {
    stopClock();
    const octet = Math.floor(Math.random() * 250);
    const ask = (index: number) => get(env, { 'cf-connecting-ip': `192.0.2.${(octet + index) % 256}` });
    expect(await statuses(5, ask)).toEqual([401, 401, 401, 401, 401]);
  });
});

describe('the limit of a key', () => {
  const env = limited({ WAQTOR_LIMIT_KEY_PER_MINUTE: '5' });

  it('A-3 refuses that key alone, from wherever it comes, until the minute is over', async () => {
    stopClock();
    const workspace = await newWorkspace();
    const other = await newKey(workspace);
    const ask = () => get(env, { 'x-api-key': workspace.apiKey });
    expect(await statuses(6, ask)).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await ask();
    expect(itemOf(refused.headers.get('ratelimit'), 'key')).toBe('"key";r=0;t=30');
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await problemIn(refused)).toMatchObject({ code: 'rate_limited', 'violated-policies': ['key'] });
    expect((await get(env, { 'x-api-key': other.text })).status).toBe(200);
    vi.setSystemTime(Date.now() + 30_000);
    expect((await ask()).status).toBe(200);
  });

  it('A-3 holds when the requests come at once', async () => {
    stopClock();
    const { apiKey } = await newWorkspace();
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(env, { 'x-api-key': apiKey })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15);
  });

  it('A-3 counts a person by their login', async () => {
    stopClock();
    const { email } = await newWorkspace();
    const [first, second] = [await signIn(email), await signIn(email)];
    expect(await statuses(6, () => get(env, { cookie: first }))).toEqual([200, 200, 200, 200, 200, 429]);
    expect((await get(env, { cookie: second })).status).toBe(200);
  });

  it('A-3 serves on by its own count while the hub is away', async () => {
    stopClock();
    const { apiKey } = await newWorkspace();
    const hubless = new Proxy({} as DurableObjectNamespace, {
      get: () => () => ({ leaseRequests: () => Promise.reject(new Error('away')) }),
    });
    const ask = () => get({ ...env, CLIENT_HUB: hubless }, { 'x-api-key': apiKey });
    expect(await statuses(6, ask)).toEqual([200, 200, 200, 200, 200, 429]);
  });
});

describe('the quota of a workspace', () => {
  const env = limited({ WAQTOR_QUOTA_REQUESTS_PER_DAY: '6' });
  const useUp = (workspace: TestWorkspace) => statuses(7, () => get(env, { 'x-api-key': workspace.apiKey }));

  it('A-3 refuses all its keys until the day is over', async () => {
    stopClock(Math.ceil(Date.now() / 86_400_000) * 86_400_000 - 90_000);
    const workspace = await newWorkspace();
    const other = await newKey(workspace);
    expect(await useUp(workspace)).toEqual([200, 200, 200, 200, 200, 200, 429]);
    const refused = await get(env, { 'x-api-key': other.text });
    expect(refused.headers.get('retry-after')).toBe('90');
    expect(itemOf(refused.headers.get('ratelimit'), 'workspace')).toBe('"workspace";r=0;t=90');
    expect(await problemIn(refused)).toMatchObject({ code: 'quota_exhausted', 'violated-policies': ['workspace'] });
    vi.setSystemTime(Date.now() + 90_000);
    expect((await get(env, { 'x-api-key': other.text })).status).toBe(200);
  });

  it('A-3 does not lock people out of the dashboard, nor another workspace', async () => {
    const [workspace, other] = [await newWorkspace(), await newWorkspace()];
    await useUp(workspace);
    expect((await get(env, { cookie: await signIn(workspace.email) })).status).toBe(200);
    expect((await get(env, { 'x-api-key': other.apiKey })).status).toBe(200);
  });

  it('A-3 is what the hub knows, whatever another isolate counted', async () => {
    const workspace = await newWorkspace();
    const windowStart = Math.floor(Date.now() / 86_400_000) * 86_400_000;
    const claim = { subject: 'workspace', windowStart, limit: 6, used: 5, debt: 5, want: 0 };
    await hubOf(bindings, workspace.workspaceId).leaseRequests(workspace.workspaceId, [claim]);
    expect(await useUp(workspace)).toEqual([200, 429, 429, 429, 429, 429, 429]);
  });
});
