import { describe, expect, it, vi } from 'vitest';
import { dohResolver } from './doh-resolver.ts';
import { guardedFetch, type GuardedInit, type GuardedOptions } from './guarded-fetch.ts';
import { resolverOfSettings } from './resolver-of-settings.ts';
import { judgeHost, noResolver, type ResolveHost } from './resolve-host.ts';

const to = (...addresses: string[]): ResolveHost => vi.fn(async () => ({ addresses }));
const get = (url: string, options: Partial<GuardedOptions> = {}, init: Partial<GuardedInit> = {}) =>
  guardedFetch(
    url,
    { timeoutMs: 1_000, maxBytes: 100, ...init },
    {
      policy: { allowLoopbackHttp: false },
      resolve: to('93.184.215.14'),
      fetch: async () => new Response('ok'),
      ...options,
    },
  );
const fetches = (answer: () => Response) =>
  vi.fn(async (_url: unknown, _init?: unknown) => answer()) as unknown as typeof fetch;
const streamOf = (pull: (controller: ReadableStreamDefaultController<Uint8Array>) => void, cancel = () => undefined) =>
  new Response(new ReadableStream<Uint8Array>({ pull, cancel }));

describe('guarded fetch', () => {
  it('W-9 gives the answer of a public host', async () => {
    const answer = await get('https://customer.com/a');
    expect(answer.ok && (await answer.response.text())).toBe('ok');
  });

  it('W-9 asks nobody about an address that the guard refuses', async () => {
    const [resolve, fetch] = [to('93.184.215.14'), fetches(() => new Response('ok'))];
    expect(await get('https://10.0.0.1/', { resolve, fetch })).toEqual({ ok: false, reason: 'private_address' });
    expect(resolve).not.toHaveBeenCalled();
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    ['10.0.0.7.sslip.example', ['10.0.0.7']],
    ['169-254-169-254.nip.example', ['169.254.169.254']],
    ['two.example', ['93.184.215.14', '127.0.0.1']],
    ['six.example', ['93.184.215.14', 'fd00:ec2::254']],
    ['mapped.example', ['::ffff:10.0.0.1']],
    ['nat64.example', ['64:ff9b::a9fe:a9fe']],
    ['teredo.example', ['2001:0:53aa:64c::1']],
  ])('W-9 does not connect to %s while it stands for %j', async (host, addresses) => {
    const fetch = fetches(() => new Response('ok'));
    expect(await get(`https://${host}/`, { resolve: to(...addresses), fetch })).toMatchObject({
      reason: 'dns_refused',
    });
    expect(fetch).not.toHaveBeenCalled();
  });

  it('W-9 refuses at the next attempt a name that has changed its address to a private one', async () => {
    let address = '93.184.215.14';
    const resolve: ResolveHost = async () => ({ addresses: [address] });
    expect((await get('https://rebind.example/', { resolve })).ok).toBe(true);
    address = '127.0.0.1';
    expect(await get('https://rebind.example/', { resolve })).toMatchObject({ ok: false, reason: 'dns_refused' });
  });

  it.each([
    ['a failed lookup', noResolver],
    ['a name without addresses', to()],
  ])('W-9 says dns of %s, which may be tried again', async (_, resolve) => {
    expect(await get('https://customer.com/', { resolve })).toMatchObject({ ok: false, reason: 'dns' });
  });

  it('W-9 looks nothing up for loopback in a local run', async () => {
    const resolve = to('8.8.8.8');
    const answer = await get('http://127.0.0.1:4000/', { policy: { allowLoopbackHttp: true }, resolve });
    expect(answer.ok).toBe(true);
    expect(resolve).not.toHaveBeenCalled();
  });

  it('W-9 follows no redirect, and shows where it led', async () => {
    const fetch = fetches(() => new Response(null, { status: 302, headers: { Location: 'http://10.0.0.1/' } }));
    const answer = await get('https://customer.com/', { fetch });
    expect(answer).toMatchObject({ ok: false, reason: 'redirect' });
    expect(!answer.ok && answer.response?.headers.get('location')).toBe('http://10.0.0.1/');
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('W-9 refuses a body that says it is too long, and one that turns out to be', async () => {
    const said = () => new Response('x'.repeat(50), { headers: { 'Content-Length': '500' } });
    expect(await get('https://customer.com/', { fetch: fetches(said) })).toMatchObject({ reason: 'too_large' });
    let isCancelled = false;
    const endless = () =>
      streamOf(
        (controller) => controller.enqueue(new Uint8Array(64)),
        () => void (isCancelled = true),
      );
    const answer = await get('https://customer.com/', { fetch: fetches(endless) });
    if (!answer.ok) throw new Error(answer.reason);
    await expect(answer.response.text()).rejects.toMatchObject({ name: 'OutboundTooLargeError' });
    expect(isCancelled).toBe(true);
  });

  it('W-9 ends a body that drips when the time is over', async () => {
    const silent = () => streamOf(() => new Promise(() => undefined) as never);
    const answer = await get('https://customer.com/', { fetch: fetches(silent) }, { timeoutMs: 30 });
    if (!answer.ok) throw new Error(answer.reason);
    await expect(answer.response.text()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('W-9 gives up a lookup that takes longer than the whole request may', async () => {
    const resolve: ResolveHost = () => new Promise(() => undefined);
    expect(await get('https://customer.com/', { resolve }, { timeoutMs: 30 })).toMatchObject({ reason: 'timeout' });
  });

  it('W-9 says connect of what the connection throws, and keeps the cause', async () => {
    const cause = new TypeError('Network connection lost.');
    const fetch = (async () => {
      throw cause;
    }) as typeof globalThis.fetch;
    expect(await get('https://customer.com/', { fetch })).toEqual({ ok: false, reason: 'connect', cause });
  });
});

describe('DNS over HTTPS', () => {
  type Zone = Record<string, { type: number; TTL: number; data: string }[]>;
  const server = (zone: Zone, asked: string[] = []) =>
    (async (input: URL) => {
      const [name, type] = [input.searchParams.get('name') ?? '', Number(input.searchParams.get('type'))];
      asked.push(`${name}/${type}`);
      if (!(name in zone)) return Response.json({ Status: 3 });
      return Response.json({
        Status: 0,
        Answer: (zone[name] ?? []).filter((one) => one.type === type || one.type === 5),
      });
    }) as unknown as typeof fetch;
  const a = (data: string, TTL = 300) => ({ type: 1, TTL, data });
  const aaaa = (data: string, TTL = 300) => ({ type: 28, TTL, data });
  const alias = (data: string) => ({ type: 5, TTL: 300, data });

  it('W-9 gives the addresses of both families', async () => {
    const resolve = dohResolver({ fetch: server({ 'customer.com': [a('93.184.215.14'), aaaa('2606:2800::1')] }) });
    expect(await resolve('Customer.COM.')).toEqual({ addresses: ['93.184.215.14', '2606:2800::1'] });
  });

  it('W-9 follows aliases to a private address', async () => {
    const zone = {
      'a.example': [alias('b.example.')],
      'b.example': [alias('c.example')],
      'c.example': [a('10.0.0.1')],
    };
    expect(await judgeHost('a.example', dohResolver({ fetch: server(zone) }))).toBe('dns_refused');
  });

  it.each([
    ['a name that does not exist', server({})],
    ['a ring of aliases', server({ 'a.example': [alias('a.example')] })],
    ['a refusal', (async () => new Response('', { status: 500 })) as unknown as typeof fetch],
    ['nonsense', (async () => new Response('<html>')) as unknown as typeof fetch],
    ['an address that is none', server({ 'a.example': [a('10.0.0.1 or so')] })],
  ])('W-9 fails by %s', async (_, fetch) => {
    expect(await dohResolver({ fetch })('a.example')).toEqual({ failed: true });
  });

  it('W-9 fails when one of the two families cannot be had', async () => {
    const half = server({ 'a.example': [a('93.184.215.14')] });
    const fetch = (async (input: URL) =>
      input.searchParams.get('type') === '28'
        ? Response.json({ Status: 2 })
        : half(input)) as unknown as typeof globalThis.fetch;
    expect(await dohResolver({ fetch })('a.example')).toEqual({ failed: true });
  });

  it('W-9 keeps an answer as long as it holds, and never longer than a minute', async () => {
    const asked: string[] = [];
    let now = 0;
    const zone = { 'a.example': [a('93.184.215.14', 86_400)], 'b.example': [a('93.184.215.14', 5)] };
    const resolve = dohResolver({ fetch: server(zone, asked), now: () => now });
    for (const name of ['a.example', 'b.example', 'a.example', 'b.example']) await resolve(name);
    expect(asked).toHaveLength(4);
    now = 5_001;
    for (const name of ['a.example', 'b.example']) await resolve(name);
    expect(asked).toHaveLength(6);
    now = 60_001;
    await resolve('a.example');
    expect(asked).toHaveLength(8);
  });

  it('W-9 looks up in production, not where the setting is empty, and finds nothing in a local run', async () => {
    expect(resolverOfSettings({ WAQTOR_ENVIRONMENT: 'production' })).not.toBeNull();
    expect(resolverOfSettings({ WAQTOR_ENVIRONMENT: 'production', WAQTOR_OUTBOUND_DOH_URL: '' })).toBeNull();
    expect(await resolverOfSettings({ WAQTOR_ENVIRONMENT: 'local' })?.('customer.com')).toEqual({ failed: true });
  });
});
