import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import type { Delivery, DeliveryDetail } from '@waqtor/contracts';
import { bodySignature, standardSignature } from '@waqtor/core/webhook/signature';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEndpoint,
  endpointStub,
  event,
  playReceiver,
  until,
  type Created,
  forgetEndpoints,
} from './endpoint.fixture.ts';

const message = (change = {}) => ({ event: event(change), name: 'message.received' });
const first = async ({ rpc }: Created): Promise<Delivery> => {
  const logs = await rpc.logs({ limit: 10 });
  if (!logs.ok || !logs.value.data[0]) throw new Error('no delivery');
  return logs.value.data[0];
};
const detail = async (endpoint: Created): Promise<DeliveryDetail> => {
  const answer = await endpoint.rpc.log((await first(endpoint)).id);
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
};
const inState = (endpoint: Created, state: Delivery['state']) =>
  until(async () => (await first(endpoint)).state === state);

afterEach(forgetEndpoints);

describe('delivery', () => {
  it('W-2 sends the event with `event` beside type and the alias in the header', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    const sent = event();
    await endpoint.rpc.enqueue([{ event: sent, name: 'message_received' }]);
    await until(() => received.length === 1);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ ...sent, event: 'message_received' });
    expect(received[0]?.headers.get('X-Waqtor-Event')).toBe('message_received');
    expect(received[0]?.headers.get('webhook-id')).toBe(sent.id);
  });

  it('W-2 signs the very bytes that it sends, both ways', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    const sent = event();
    await endpoint.rpc.enqueue([{ event: sent, name: 'message.received' }]);
    await until(() => received.length === 1);
    const { headers, body } = received[0] ?? { headers: new Headers(), body: '' };
    expect(headers.get('X-Waqtor-Signature')).toBe(await bodySignature(endpoint.secret, body));
    expect(headers.get('webhook-signature')).toBe(
      await standardSignature(endpoint.secret, sent.id, Number(headers.get('webhook-timestamp')), body),
    );
    expect(headers.get('User-Agent')).toMatch(/^WaQtor-Webhook\/\d/);
  });

  it('W-4 makes three attempts under the same id, with the same bytes, when the receiver answers 500, 500, 200', async () => {
    const received = playReceiver((_, count) => new Response('', { status: count < 3 ? 500 : 200 }));
    const endpoint = await createEndpoint();
    await endpoint.rpc.enqueue([message()]);
    await until(() => received.length === 3);
    expect(new Set(received.map((one) => one.headers.get('webhook-id'))).size).toBe(1);
    expect(new Set(received.map((one) => one.headers.get('X-Waqtor-Delivery'))).size).toBe(1);
    expect(new Set(received.map((one) => one.body)).size).toBe(1);
    expect(received.map((one) => one.headers.get('X-Waqtor-Attempt'))).toEqual(['1', '2', '3']);
    await inState(endpoint, 'delivered');
    expect((await detail(endpoint)).attemptLog.map((attempt) => attempt.status)).toEqual([500, 500, 200]);
  });

  it('W-4 gives a delivery up when its schedule is spent', async () => {
    const received = playReceiver(() => new Response('', { status: 503 }));
    const endpoint = await createEndpoint({ retry: { profile: 'quick', attempts: 2, baseMs: 100 } });
    await endpoint.rpc.enqueue([message()]);
    await inState(endpoint, 'failed');
    expect(received).toHaveLength(2);
    expect(await first(endpoint)).toMatchObject({ attempts: 2, lastStatus: 503, lastErrorCode: 'http_5xx' });
  });

  it('W-4 waits as long as Retry-After asks', async () => {
    playReceiver(() => new Response('', { status: 429, headers: { 'Retry-After': '120' } }));
    const endpoint = await createEndpoint();
    const before = Date.now();
    await endpoint.rpc.enqueue([message()]);
    await until(async () => (await first(endpoint)).lastStatus === 429);
    const next = Date.parse((await first(endpoint)).nextAttemptAt ?? '');
    expect(next).toBeGreaterThanOrEqual(before + 120_000);
  });

  it('W-2 makes one delivery of an event that is handed over twice', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    const same = message();
    await endpoint.rpc.enqueue([same]);
    await endpoint.rpc.enqueue([same, message()]);
    await until(() => received.length >= 2);
    expect(new Set(received.map((one) => one.headers.get('webhook-id'))).size).toBe(2);
    expect(received).toHaveLength(2);
  });

  it('W-4 makes calls side by side, so that one slow answer does not hold up the rest', async () => {
    let isReleased = false;
    const slow = message();
    const received = playReceiver(async (request) => {
      if (request.headers.get('webhook-id') === slow.event.id) await until(() => isReleased);
      return new Response('ok');
    });
    const endpoint = await createEndpoint();
    await endpoint.rpc.enqueue([slow]);
    await endpoint.rpc.enqueue(Array.from({ length: 20 }, () => message()));
    await until(async () => {
      const logs = await endpoint.rpc.logs({ limit: 100, state: 'delivered' });
      return logs.ok && logs.value.data.length === 20;
    });
    expect(received).toHaveLength(21);
    isReleased = true;
    await until(async () => {
      const logs = await endpoint.rpc.logs({ limit: 100, state: 'delivered' });
      return logs.ok && logs.value.data.length === 21;
    });
  });

  it('W-4 sends again what was in flight when the object died, after its timeout', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    const stub = endpointStub(endpoint.workspaceId, endpoint.endpointId);
    const lost = message();
    await endpoint.rpc.enqueue([lost]);
    await inState(endpoint, 'delivered');
    await runInDurableObject(stub, (_, state) => {
      const lostAt = Date.now() + 60_000;
      state.storage.sql.exec(`UPDATE deliveries SET state = 'sending', due_at = ?`, lostAt);
      state.storage.sql.exec(`INSERT OR REPLACE INTO _schedule (job, key, due_at) VALUES ('deliver', '', 0)`);
      void state.storage.setAlarm(Date.now() + 60_000);
    });
    await evictDurableObject(stub);
    await runDurableObjectAlarm(stub);
    expect((await first(endpoint)).state).toBe('sending');
    await runInDurableObject(stub, (_, state) => {
      state.storage.sql.exec(`UPDATE deliveries SET due_at = 1`);
      state.storage.sql.exec(`UPDATE _schedule SET due_at = 0`);
    });
    await runDurableObjectAlarm(stub);
    await inState(endpoint, 'delivered');
    expect(received.map((one) => one.headers.get('webhook-id'))).toEqual([lost.event.id, lost.event.id]);
    expect(received[1]?.headers.get('X-Waqtor-Attempt')).toBe('2');
  });

  it('W-5 logs each attempt with status, times, headers and the start of the answer, and no secret', async () => {
    playReceiver(
      () => new Response('x'.repeat(20_000), { status: 400, headers: { 'set-cookie': 'a=b', 'x-id': '7' } }),
    );
    const endpoint = await createEndpoint();
    await endpoint.rpc.enqueue([message()]);
    await until(async () => (await first(endpoint)).lastStatus === 400);
    const logged = await detail(endpoint);
    const [attempt] = logged.attemptLog;
    expect(attempt).toMatchObject({ attempt: 1, status: 400, errorCode: 'http_4xx' });
    expect(attempt?.responseExcerpt).toHaveLength(16 * 1024);
    expect(attempt?.responseHeaders).toMatchObject({ 'x-id': '7' });
    expect(attempt?.responseHeaders).not.toHaveProperty('set-cookie');
    expect(attempt?.requestHeaders).toHaveProperty('X-Waqtor-Signature');
    expect(JSON.stringify(logged)).not.toContain(endpoint.secret);
    expect(JSON.parse(logged.body ?? '')).toMatchObject({ event: 'message.received' });
  });

  it('W-5 lists deliveries newest first, by pages and by state', async () => {
    playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    const sent = [message(), message(), message()];
    await endpoint.rpc.enqueue(sent);
    const page = await endpoint.rpc.logs({ limit: 2 });
    if (!page.ok) throw new Error(page.code);
    expect(page.value.data.map((one) => one.eventId)).toEqual([sent[2]?.event.id, sent[1]?.event.id]);
    const rest = await endpoint.rpc.logs({ limit: 2, cursor: page.value.nextCursor ?? '' });
    expect(rest.ok && rest.value.data.map((one) => one.eventId)).toEqual([sent[0]?.event.id]);
    expect(rest.ok && rest.value.hasMore).toBe(false);
    expect(await endpoint.rpc.logs({ limit: 2, cursor: 'nonsense' })).toMatchObject({
      ok: false,
      code: 'invalid_cursor',
    });
    const failed = await endpoint.rpc.logs({ limit: 2, state: 'failed' });
    expect(failed.ok && failed.value.data).toEqual([]);
  });
});
