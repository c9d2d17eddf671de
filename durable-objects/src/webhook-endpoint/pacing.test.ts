import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import type { WebhookStats } from '@waqtor/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEndpoint,
  deliveriesIn,
  endpointStub,
  handed,
  inTables,
  playReceiver,
  until,
  valueOf,
  type Created,
  forgetEndpoints,
} from './endpoint.fixture.ts';

const SLOW = { profile: 'quick', attempts: 3, baseMs: 60_000 } as const;
const breakerOf = async ({ rpc }: Created): Promise<WebhookStats['breaker']> => valueOf(await rpc.stats()).breaker;
const fill = (endpoint: Created, count: number) => endpoint.rpc.enqueue(Array.from({ length: count }, () => handed()));
/** The pause of the breaker is over, and what is due is looked for. */
const halfOpen = async (endpoint: Created) => {
  await inTables(endpoint, (sql) => {
    sql.exec('UPDATE pacing SET breaker_open_until = 1');
    sql.exec(`UPDATE deliveries SET due_at = 1 WHERE state = 'pending'`);
    sql.exec(`INSERT OR REPLACE INTO _schedule (job, key, due_at) VALUES ('deliver', '', 0)`);
  });
  await runDurableObjectAlarm(endpointStub(endpoint.workspaceId, endpoint.endpointId));
};

afterEach(forgetEndpoints);

describe('breaker', () => {
  it('W-4 opens after five failures in a row, and loses nothing of what comes meanwhile', async () => {
    let isUp = false;
    const received = playReceiver(() => new Response('', { status: isUp ? 200 : 503 }));
    const endpoint = await createEndpoint({ retry: SLOW });
    await fill(endpoint, 5);
    await until(async () => (await breakerOf(endpoint)).state === 'open');
    expect(Date.parse((await breakerOf(endpoint)).openUntil ?? '') - Date.now()).toBeGreaterThan(25_000);
    await fill(endpoint, 20);
    expect(received).toHaveLength(5);
    expect(valueOf(await endpoint.rpc.stats()).queued).toBe(25);
    isUp = true;
    await halfOpen(endpoint);
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 25);
    expect((await breakerOf(endpoint)).state).toBe('closed');
  });

  it('W-4 W-5 hears and counts each result of calls that bring several', async () => {
    const isBad = ({ body }: { body: string }): boolean =>
      (JSON.parse(body) as { data: { n: number } }).data.n % 5 === 4;
    playReceiver((request) => new Response('', { status: isBad(request) ? 503 : 200 }));
    const endpoint = await createEndpoint({ retry: SLOW });
    // Twelve calls of five: each ends with a failure, and five in a row there are none.
    await endpoint.rpc.enqueue(Array.from({ length: 60 }, (_, n) => handed({ data: { n } })));
    await until(async () => valueOf(await endpoint.rpc.stats()).byErrorCode.http_5xx === 12);
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 48);
    expect(valueOf(await endpoint.rpc.stats())).toMatchObject({ deliveries: 60, delivered: 48, queued: 12 });
    expect((await breakerOf(endpoint)).state).toBe('closed');
  });

  it('W-4 opens once when all results of all calls are failures', async () => {
    playReceiver(() => new Response('', { status: 503 }));
    const endpoint = await createEndpoint({ retry: SLOW });
    await fill(endpoint, 60);
    await until(async () => valueOf(await endpoint.rpc.stats()).byErrorCode.http_5xx === 60);
    const { state, openUntil } = await breakerOf(endpoint);
    expect(state).toBe('open');
    expect(Date.parse(openUntil ?? '') - Date.now()).toBeLessThan(31_000);
    expect(valueOf(await endpoint.rpc.describe()).failingSince).not.toBeNull();
  });

  it('W-4 lets one attempt out when it is half open, and waits twice as long when that fails', async () => {
    const received = playReceiver(() => new Response('', { status: 503 }));
    const endpoint = await createEndpoint({ retry: SLOW });
    await fill(endpoint, 5);
    await until(async () => (await breakerOf(endpoint)).state === 'open');
    await fill(endpoint, 10);
    await halfOpen(endpoint);
    await until(async () => (await breakerOf(endpoint)).state === 'open');
    expect(received).toHaveLength(6);
    expect(Date.parse((await breakerOf(endpoint)).openUntil ?? '') - Date.now()).toBeGreaterThan(50_000);
  });

  it('W-4 stays open through an eviction', async () => {
    const received = playReceiver(() => new Response('', { status: 503 }));
    const endpoint = await createEndpoint({ retry: SLOW });
    await fill(endpoint, 5);
    await until(async () => (await breakerOf(endpoint)).state === 'open');
    await evictDurableObject(endpointStub(endpoint.workspaceId, endpoint.endpointId));
    await fill(endpoint, 3);
    expect((await breakerOf(endpoint)).state).toBe('open');
    expect(received).toHaveLength(5);
  });

  it('W-3 is forgotten when the endpoint is enabled, and what waited goes out', async () => {
    let isUp = false;
    playReceiver(() => new Response('', { status: isUp ? 200 : 503 }));
    const endpoint = await createEndpoint({ retry: SLOW });
    await fill(endpoint, 6);
    await until(async () => (await breakerOf(endpoint)).state === 'open');
    isUp = true;
    expect(valueOf(await endpoint.rpc.enable())).toMatchObject({ enabled: true, failingSince: null });
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 6);
  });
});

describe('throttle', () => {
  it('W-3 sends so many a second, one after another and in order', async () => {
    const at: number[] = [];
    const received = playReceiver(() => {
      at.push(performance.now());
      return new Response('ok');
    });
    const endpoint = await createEndpoint({ throttle: { perSecond: 20 } });
    const sent = Array.from({ length: 8 }, () => handed());
    await endpoint.rpc.enqueue(sent);
    await until(() => received.length === 8);
    expect(received.map((one) => one.headers.get('webhook-id'))).toEqual(sent.map(({ event }) => event.id));
    // Seven waits of 50 ms; the clock of the runtime may be a millisecond off at each end.
    expect((at[7] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(7 * 50 - 10);
  });

  it('W-3 is not filled up by an eviction', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint({ throttle: { perSecond: 0.1 } });
    await fill(endpoint, 2);
    await until(() => received.length === 1);
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 1);
    await evictDurableObject(endpointStub(endpoint.workspaceId, endpoint.endpointId));
    await fill(endpoint, 1);
    expect(received).toHaveLength(1);
    expect(await deliveriesIn(endpoint, 'pending')).toHaveLength(2);
  });
});
