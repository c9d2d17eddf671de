import { env } from 'cloudflare:workers';
import type { DeliverRpc, DeliveryJob } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { seal } from '@waqtor/core/sealed-box';
import { bodySignature, newWebhookSecret } from '@waqtor/core/webhook/signature';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { attempt } from './attempt.ts';
import { outboundPolicyOf, type WebhooksEnv } from './env.ts';
import { MAX_KEPT_KEYS, signingKeysOfJob } from './signing-keys.ts';

const testEnv = env as unknown as WebhooksEnv & { WEBHOOKS: DeliverRpc };

const job = async (change: Partial<DeliveryJob> = {}, secrets = [newWebhookSecret()]): Promise<DeliveryJob> => {
  const endpointId = newId('whk');
  return {
    deliveryId: newId('dlv'),
    endpointId,
    eventId: newId('evt'),
    url: 'http://localhost:9/hook',
    body: '{"type":"message.received"}',
    eventName: 'message.received',
    attempt: 1,
    sealedHeaders: null,
    sealedSecrets: await Promise.all(secrets.map((secret) => seal(testEnv.WAQTOR_DATA_KEY, endpointId, secret))),
    timeoutMs: 10_000,
    ...change,
  };
};
const answering = (response: () => Response | Promise<Response>) =>
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => response());

afterEach(() => {
  vi.restoreAllMocks();
});

describe('deliver', () => {
  it('W-4 answers in the order of the jobs, one bad receiver among them', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
      if (String(url).endsWith('/bad')) throw new TypeError('Network connection lost.');
      return new Response('ok');
    });
    const jobs = [await job(), await job({ url: 'http://localhost:9/bad' }), await job()];
    const results = await testEnv.WEBHOOKS.deliver(jobs);
    expect(results.map((result) => result.deliveryId)).toEqual(jobs.map((one) => one.deliveryId));
    expect(results.map((result) => result.errorCode)).toEqual([null, 'connect', null]);
  });

  it.each([
    [200, null],
    [204, null],
    [302, 'redirect_refused'],
    [404, 'http_4xx'],
    [410, 'gone'],
    [500, 'http_5xx'],
  ])('W-4 classes an answer of %i as %s', async (status, errorCode) => {
    answering(() => new Response(null, { status, headers: { Location: 'http://169.254.169.254/' } }));
    expect(await attempt(await job(), testEnv)).toMatchObject({ status, errorCode });
  });

  it('W-9 never follows a redirect', async () => {
    const fetched = answering(() => new Response(null, { status: 302, headers: { Location: 'http://10.0.0.1/' } }));
    await attempt(await job(), testEnv);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({ redirect: 'manual', method: 'POST' });
  });

  it('W-9 does not fetch what the guard refuses', async () => {
    const fetched = answering(() => new Response('ok'));
    const result = await attempt(await job({ url: 'https://169.254.169.254/latest' }), testEnv);
    expect(result).toMatchObject({ errorCode: 'blocked', status: null });
    expect(fetched).not.toHaveBeenCalled();
  });

  it('W-9 does not fetch our own ports where loopback is open', async () => {
    const fetched = answering(() => new Response('ok'));
    const env = { ...testEnv, WAQTOR_OWN_PORTS: '8787' };
    const blocked = await attempt(await job({ url: 'http://127.0.0.1:8787/api/webhooks' }), env);
    expect(blocked).toMatchObject({ errorCode: 'blocked', status: null });
    expect(fetched).not.toHaveBeenCalled();
    expect(await attempt(await job({ url: 'http://127.0.0.1:8788/in' }), env)).toMatchObject({ status: 200 });
  });

  it.each([
    [{ WAQTOR_ENVIRONMENT: 'production', WAQTOR_WEBHOOK_LOOPBACK: 'allow' }, false],
    [{ WAQTOR_ENVIRONMENT: 'local' }, false],
    [{ WAQTOR_ENVIRONMENT: 'local', WAQTOR_WEBHOOK_LOOPBACK: 'yes' }, false],
    [{ WAQTOR_ENVIRONMENT: 'local', WAQTOR_WEBHOOK_LOOPBACK: 'allow' }, true],
  ])('W-9 with %j opens loopback: %s', (vars, isOpen) => {
    expect(outboundPolicyOf({ WAQTOR_DATA_KEY: '', ...vars }).allowLoopbackHttp).toBe(isOpen);
  });

  it('W-4 ends an attempt at its timeout, also while the body drips', async () => {
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) =>
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason as Error)),
      });
      return new Response(body);
    });
    expect(await attempt(await job({ timeoutMs: 50 }), testEnv)).toMatchObject({ errorCode: 'timeout', status: 200 });
  });

  it('W-4 ends an attempt at its timeout, also when the connection does not end with it', async () => {
    answering(() => new Response(new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) })));
    expect(await attempt(await job({ timeoutMs: 50 }), testEnv)).toMatchObject({ errorCode: 'timeout', status: 200 });
  });

  it('W-5 keeps the first 16 KB of a body and stops reading', async () => {
    let isCancelled = false;
    answering(
      () =>
        new Response(
          new ReadableStream<Uint8Array>({
            pull: (controller) => controller.enqueue(new TextEncoder().encode('م'.repeat(1000))),
            cancel: () => {
              isCancelled = true;
            },
          }),
        ),
    );
    const result = await attempt(await job(), testEnv);
    expect(new TextEncoder().encode(result.responseExcerpt).byteLength).toBe(16 * 1024);
    expect(isCancelled).toBe(true);
  });

  it('W-2 sends both signatures while an old secret is in its grace', async () => {
    answering(() => new Response('ok'));
    const [fresh, old] = [newWebhookSecret(), newWebhookSecret()];
    const one = await job({}, [fresh, old]);
    const { requestHeaders } = await attempt(one, testEnv);
    expect(requestHeaders['X-Waqtor-Signature']).toBe(await bodySignature(fresh, one.body));
    expect(requestHeaders['X-Waqtor-Signature-Previous']).toBe(await bodySignature(old, one.body));
    expect(requestHeaders['webhook-signature']?.split(' ')).toHaveLength(2);
  });

  it.each([
    [{ addresses: ['10.0.0.1'] }, 'blocked'],
    [{ addresses: ['93.184.215.14', '::1'] }, 'blocked'],
    [{ failed: true as const }, 'dns'],
  ])('W-9 sends nothing to a name that is %j at the moment of the attempt, which is %s', async (found, errorCode) => {
    const fetched = answering(() => new Response('ok'));
    const one = await job({ url: 'https://hooks.customer.com/' });
    expect((await attempt(one, testEnv, async () => ({ addresses: ['93.184.215.14'] }))).errorCode).toBeNull();
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(await attempt(one, testEnv, async () => found)).toMatchObject({ errorCode, status: null });
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('W-9 finds no public name in a local run without a resolver', async () => {
    const fetched = answering(() => new Response('ok'));
    expect(await attempt(await job({ url: 'https://hooks.customer.com/' }), testEnv)).toMatchObject({
      errorCode: 'dns',
    });
    expect(fetched).not.toHaveBeenCalled();
  });

  it('W-3 sends the custom headers, ours above them, and shows their names alone', async () => {
    const fetched = answering(() => new Response('ok'));
    const one = await job();
    const custom = { Authorization: 'Bearer of-the-operator', 'X-Waqtor-Event': 'forged', Host: 'internal' };
    one.sealedHeaders = await seal(testEnv.WAQTOR_DATA_KEY, one.endpointId, JSON.stringify(custom));
    const { requestHeaders } = await attempt(one, testEnv);
    const sent = new Headers(fetched.mock.calls[0]?.[1]?.headers);
    expect(sent.get('authorization')).toBe('Bearer of-the-operator');
    expect(sent.get('x-waqtor-event')).toBe('message.received');
    expect(sent.get('host')).toBeNull();
    expect(requestHeaders.Authorization).toBe('(hidden)');
    expect(JSON.stringify(requestHeaders)).not.toContain('of-the-operator');
  });

  it('W-5 shows nothing of them either when the receiver mirrors what it was sent', async () => {
    const one = await job();
    const custom = { Authorization: 'Bearer of-the-operator', 'X-Tenant': 'a' };
    one.sealedHeaders = await seal(testEnv.WAQTOR_DATA_KEY, one.endpointId, JSON.stringify(custom));
    answering(
      () =>
        new Response('{"headers":{"authorization":"Bearer of-the-operator","token":"of-the-operator"},"a":1}', {
          headers: { 'X-Echo': `${'-'.repeat(490)}Bearer of-the-operator`, Server: 'nginx' },
        }),
    );
    const result = await attempt(one, testEnv);
    expect(result.responseExcerpt).toBe('{"headers":{"authorization":"(hidden)","token":"(hidden)"},"a":1}');
    expect(result.responseHeaders).toMatchObject({ server: 'nginx', 'x-echo': `${'-'.repeat(490)}(hidden)` });
  });

  it('W-5 keeps no credentials of the receiver, and addresses without their query', async () => {
    const headers = {
      'Set-Cookie': 'sid=1',
      'X-Auth-Token': 'of-the-receiver',
      'Proxy-Authenticate': 'Basic',
      'X-Api-Key': 'of-the-receiver',
      Location: 'https://login.customer.com/in?token=of-the-receiver',
      'Retry-After': '5',
    };
    answering(() => new Response(null, { status: 302, headers }));
    const { responseHeaders } = await attempt(await job(), testEnv);
    expect(responseHeaders).toEqual({ location: 'https://login.customer.com/in?…', 'retry-after': '5' });
  });

  it('W-2 does not open a secret that was sealed for another endpoint, nor when that one has used it', async () => {
    answering(() => new Response('ok'));
    const one = await job();
    await attempt(one, testEnv);
    await expect(attempt({ ...one, endpointId: newId('whk') }, testEnv)).rejects.toThrow();
  });

  it('W-2 opens a secret once, however many attempts it signs, and signs with the new one after a rotation', async () => {
    answering(() => new Response('ok'));
    const opened = vi.spyOn(crypto.subtle, 'decrypt');
    const [first, second] = [newWebhookSecret(), newWebhookSecret()];
    const one = await job({}, [first]);
    for (const body of ['{"n":1}', '{"n":2}']) {
      const { requestHeaders } = await attempt({ ...one, body }, testEnv);
      expect(requestHeaders['X-Waqtor-Signature']).toBe(await bodySignature(first, body));
    }
    expect(opened).toHaveBeenCalledTimes(1);
    const sealedSecrets = [await seal(testEnv.WAQTOR_DATA_KEY, one.endpointId, second)];
    const { requestHeaders } = await attempt({ ...one, sealedSecrets }, testEnv);
    expect(requestHeaders['X-Waqtor-Signature']).toBe(await bodySignature(second, one.body));
  });

  it('W-2 goes on signing when more secrets were used than are kept', async () => {
    answering(() => new Response('ok'));
    const [secret, other] = [newWebhookSecret(), newWebhookSecret()];
    const one = await job({}, [secret]);
    await attempt(one, testEnv);
    for (let at = 0; at <= MAX_KEPT_KEYS; at += 1) {
      const endpointId = newId('whk');
      await signingKeysOfJob(
        { endpointId, sealedSecrets: [await seal(testEnv.WAQTOR_DATA_KEY, endpointId, other)] },
        testEnv.WAQTOR_DATA_KEY,
      );
    }
    const opened = vi.spyOn(crypto.subtle, 'decrypt');
    const { requestHeaders } = await attempt(one, testEnv);
    expect(opened).toHaveBeenCalledTimes(1);
    expect(requestHeaders['X-Waqtor-Signature']).toBe(await bodySignature(secret, one.body));
  });

  it('W-4 turns Retry-After into milliseconds', async () => {
    answering(() => new Response(null, { status: 503, headers: { 'Retry-After': '7' } }));
    expect((await attempt(await job(), testEnv)).retryAfterMs).toBe(7000);
  });
});
