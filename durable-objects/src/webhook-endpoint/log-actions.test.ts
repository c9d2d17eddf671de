import type { DeliveryQuery } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createEndpoint,
  deliveriesIn,
  handed,
  inTables,
  playReceiver,
  until,
  valueOf,
  type Created,
  forgetEndpoints,
} from './endpoint.fixture.ts';

const ONCE = { profile: 'quick', attempts: 1, baseMs: 1 } as const;
const settled = (endpoint: Created, count: number) =>
  until(
    async () => (await deliveriesIn(endpoint)).filter((one) => /delivered|failed/.test(one.state)).length === count,
  );
const idsOf = async ({ rpc }: Created, query: Partial<DeliveryQuery>) =>
  valueOf(await rpc.logs({ limit: 10, ...query })).data.map(({ eventId }) => eventId);

afterEach(forgetEndpoints);

describe('delivery log', () => {
  it('W-5 finds deliveries by event, alias, time and id', async () => {
    playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    const [one, two] = [handed({ type: 'message.sent' }), { ...handed(), name: 'message_received' }];
    await endpoint.rpc.enqueue([one, two]);
    await settled(endpoint, 2);
    const [sent, received] = [one.event.id, two.event.id];
    const id = (await deliveriesIn(endpoint))[0]?.id ?? '';
    expect(await idsOf(endpoint, { event: 'message.sent' })).toEqual([sent]);
    expect(await idsOf(endpoint, { event: 'message.received' })).toEqual([received]);
    expect(await idsOf(endpoint, { event: 'message_received' })).toEqual([received]);
    expect(await idsOf(endpoint, { event: 'message_sent' })).toEqual([]);
    expect(await idsOf(endpoint, { q: sent })).toEqual([sent]);
    expect(await idsOf(endpoint, { q: id })).toEqual([received]);
    expect(await idsOf(endpoint, { q: 'evt_none' })).toEqual([]);
    const [past, future] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)].map((at) => at.toISOString());
    expect(await idsOf(endpoint, { since: past ?? '', until: future ?? '' })).toHaveLength(2);
    expect(await idsOf(endpoint, { since: future ?? '' })).toEqual([]);
    expect(await idsOf(endpoint, { until: past ?? '', state: 'delivered' })).toEqual([]);
  });

  it('W-5 resends the same bytes under the same ids, and what fails by hand is again what it was', async () => {
    let status = 500;
    const received = playReceiver(() => new Response('', { status }));
    const endpoint = await createEndpoint({ retry: ONCE });
    await endpoint.rpc.enqueue([handed()]);
    await settled(endpoint, 1);
    const [failed] = await deliveriesIn(endpoint, 'failed');
    await endpoint.rpc.resend(failed?.id ?? '');
    await until(() => received.length === 2);
    await settled(endpoint, 1);
    expect((await deliveriesIn(endpoint))[0]).toMatchObject({ state: 'failed', attempts: 2 });
    status = 200;
    await endpoint.rpc.resend(failed?.id ?? '');
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 1);
    status = 500;
    await endpoint.rpc.resend(failed?.id ?? '');
    await until(async () => (await deliveriesIn(endpoint))[0]?.lastStatus === 500);
    expect((await deliveriesIn(endpoint))[0]?.state).toBe('delivered');
    expect(new Set(received.map((one) => one.body)).size).toBe(1);
    expect(new Set(received.map((one) => one.headers.get('webhook-id'))).size).toBe(1);
    const { attemptLog } = valueOf(await endpoint.rpc.log(failed?.id ?? ''));
    expect(attemptLog.map(({ trigger }) => trigger)).toEqual(['schedule', 'manual', 'manual', 'manual']);
    expect(valueOf(await endpoint.rpc.stats())).toMatchObject({ deliveries: 1, delivered: 1, failed: 1 });
  });

  it('W-5 resends past an open breaker, and a success closes it', async () => {
    let status = 503;
    const received = playReceiver(() => new Response('', { status }));
    const endpoint = await createEndpoint({ retry: { profile: 'quick', attempts: 3, baseMs: 60_000 } });
    await endpoint.rpc.enqueue(Array.from({ length: 5 }, () => handed()));
    await until(async () => valueOf(await endpoint.rpc.stats()).breaker.state === 'open');
    const [, , asked] = await deliveriesIn(endpoint);
    status = 200;
    await endpoint.rpc.resend(asked?.id ?? '');
    await until(() => received.length === 6);
    expect(received[5]?.headers.get('webhook-id')).toBe(asked?.eventId);
    await until(async () => valueOf(await endpoint.rpc.stats()).breaker.state === 'closed');
    expect(await deliveriesIn(endpoint, 'pending')).toHaveLength(4);
  });

  it('W-5 does not resend for a disabled endpoint, nor what it does not have', async () => {
    playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    await endpoint.rpc.enqueue([handed()]);
    await settled(endpoint, 1);
    const id = (await deliveriesIn(endpoint))[0]?.id ?? '';
    expect(await endpoint.rpc.resend(newId('dlv'))).toMatchObject({ ok: false, code: 'not_found' });
    await endpoint.rpc.update({ enabled: false });
    expect(await endpoint.rpc.resend(id)).toMatchObject({ ok: false, code: 'webhook_disabled' });
  });

  it('W-5 deletes body and answers, gives up what waits, and keeps the attempts', async () => {
    const received = playReceiver(
      () => new Response('private answer', { status: 500, headers: { 'X-Private': 'yes' } }),
    );
    const endpoint = await createEndpoint({ retry: { profile: 'quick', attempts: 3, baseMs: 60_000 } });
    await endpoint.rpc.enqueue([handed()]);
    await until(async () => (await deliveriesIn(endpoint))[0]?.lastStatus === 500);
    const id = (await deliveriesIn(endpoint))[0]?.id ?? '';
    expect(await endpoint.rpc.expunge(id)).toEqual({ ok: true, value: null });
    const detail = valueOf(await endpoint.rpc.log(id));
    expect(detail).toMatchObject({ state: 'failed', isExpunged: true, body: null, nextAttemptAt: null });
    expect(detail.attemptLog).toHaveLength(1);
    expect(JSON.stringify(detail)).not.toMatch(/private/i);
    const held = await inTables(endpoint, (sql) =>
      JSON.stringify(sql.exec('SELECT * FROM deliveries, attempts').toArray()),
    );
    expect(held).not.toMatch(/private|مرحبا/i);
    expect(await endpoint.rpc.resend(id)).toMatchObject({ ok: false, code: 'content_expunged' });
    expect(received).toHaveLength(1);
  });

  it('W-2 sends a thin endpoint the envelope and the ids alone', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint({ payload: 'thin' });
    const data = {
      id: 'msg_1',
      chatId: '966500000001@c.us',
      body: 'نص',
      quotedMessageId: null,
      contact: { id: 'con_1' },
    };
    await endpoint.rpc.enqueue([handed({ data })]);
    await until(() => received.length === 1);
    expect((JSON.parse(received[0]?.body ?? '') as { data: unknown }).data).toEqual({
      id: 'msg_1',
      chatId: '966500000001@c.us',
      quotedMessageId: null,
    });
  });
});

describe('figures', () => {
  it('W-5 counts the day by hours, codes and times', async () => {
    const received = playReceiver((_, count) => new Response('', { status: [200, 500, 404][count - 1] ?? 200 }));
    const endpoint = await createEndpoint({ retry: ONCE });
    for (let n = 1; n <= 4; n++) {
      await endpoint.rpc.enqueue([handed()]);
      await until(() => received.length === n);
    }
    await settled(endpoint, 4);
    const stats = valueOf(await endpoint.rpc.stats());
    expect(stats).toMatchObject({
      windowHours: 24,
      deliveries: 4,
      delivered: 2,
      failed: 2,
      successRate: 0.5,
      queued: 0,
      oldestQueuedAt: null,
      byErrorCode: { http_5xx: 1, http_4xx: 1 },
    });
    expect(stats.p50Ms).not.toBeNull();
    expect(stats.p95Ms).toBeGreaterThanOrEqual(stats.p50Ms ?? 0);
    expect(stats.hours).toHaveLength(24);
    expect(stats.hours.reduce((sum, hour) => sum + hour.succeeded, 0)).toBe(2);
    expect(stats.hours.reduce((sum, hour) => sum + hour.failed, 0)).toBe(2);
  });

  it('W-5 says nothing of what nobody tried', async () => {
    const endpoint = await createEndpoint();
    expect(valueOf(await endpoint.rpc.stats())).toMatchObject({
      successRate: null,
      p50Ms: null,
      p95Ms: null,
      deliveries: 0,
    });
  });
});
