import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test';
import type { ClientHubRpc, WaqtorEvent, WebhookRecovery } from '@waqtor/contracts';
import { hubName } from '@waqtor/core/object-name';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createEndpoint,
  deliveriesIn,
  endpointStub,
  event,
  handed,
  inTables,
  objectsEnv,
  playReceiver,
  until,
  valueOf,
  type Created,
  forgetEndpoints,
} from '../endpoint.fixture.ts';

const ONCE = { profile: 'quick', attempts: 1, baseMs: 1 } as const;
const HOUR_MS = 60 * 60 * 1000;
const window = (dryRun = false) => ({
  since: new Date(Date.now() - HOUR_MS).toISOString(),
  until: new Date(Date.now() + HOUR_MS).toISOString(),
  dryRun,
});
const publish = ({ workspaceId }: Created, n: number, sent: WaqtorEvent[]) =>
  (objectsEnv.CLIENT_HUB.getByName(hubName(workspaceId)) as unknown as ClientHubRpc).append(workspaceId, {
    producerId: 'ses_0000000000',
    generation: 'sto_0000000000',
    items: sent.map((one, index) => ({ n: n + index, event: one })),
  });
const bare = (change: Partial<WaqtorEvent> = {}): WaqtorEvent => {
  const { logId: _logId, seq: _seq, ...rest } = event(change);
  return rest;
};
const state = async ({ rpc }: Created): Promise<WebhookRecovery | null> => valueOf(await rpc.recovery());
const completed = (endpoint: Created) =>
  until(async () => {
    if ((await state(endpoint))?.state === 'completed') return true;
    await inTables(endpoint, (sql) => sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'recovery'`));
    await runDurableObjectAlarm(endpointStub(endpoint.workspaceId, endpoint.endpointId));
    return false;
  });
const failMany = (endpoint: Created, count: number, createdAt = Date.now()) =>
  inTables(endpoint, (sql) => {
    sql.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO deliveries (id, event_id, event_type, event_name, body, state, created_at, attempts)
       SELECT 'dlv_' || i, 'evt_' || i, 'a.b', 'a.b', '{}', 'failed', ? + i / 100, 1 FROM n`,
      count,
      createdAt,
    );
  });

afterEach(forgetEndpoints);

describe('recover', () => {
  it('W-5 repeats what failed and nothing else, under the ids that it had', async () => {
    let status = 500;
    const received = playReceiver(() => new Response('', { status }));
    const endpoint = await createEndpoint({ retry: ONCE });
    await endpoint.rpc.enqueue([handed(), handed()]);
    await until(async () => (await deliveriesIn(endpoint, 'failed')).length === 2);
    status = 200;
    await endpoint.rpc.enqueue([handed()]);
    await until(async () => (await deliveriesIn(endpoint, 'delivered')).length === 1);
    expect(valueOf(await endpoint.rpc.recover(window(true)))).toMatchObject({
      state: 'dry_run',
      total: 2,
      isCapped: false,
    });
    expect(received).toHaveLength(3);
    expect(valueOf(await endpoint.rpc.recover(window()))).toMatchObject({
      kind: 'recover',
      state: 'running',
      total: 2,
    });
    await completed(endpoint);
    expect(await state(endpoint)).toMatchObject({ total: 2, done: 2, delivered: 2, failed: 0 });
    expect(new Set(received.map((one) => one.headers.get('webhook-id'))).size).toBe(3);
    const { attemptLog } = valueOf(await endpoint.rpc.log((await deliveriesIn(endpoint))[2]?.id ?? ''));
    expect(attemptLog.map(({ trigger }) => trigger)).toEqual(['schedule', 'recovery']);
  });

  it('W-5 goes on after the object died in the middle of it', async () => {
    playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    await failMany(endpoint, 450);
    await endpoint.rpc.recover(window());
    await evictDurableObject(endpointStub(endpoint.workspaceId, endpoint.endpointId));
    await completed(endpoint);
    expect(await state(endpoint)).toMatchObject({ total: 450, done: 450, delivered: 450 });
  });

  it('W-5 takes 10,000 at most, and says where to go on', async () => {
    const endpoint = await createEndpoint();
    const createdAt = Date.now() - HOUR_MS / 2;
    await failMany(endpoint, 10_050, createdAt);
    const found = valueOf(await endpoint.rpc.recover(window(true)));
    expect(found).toMatchObject({ total: 10_000, isCapped: true });
    expect(found.nextSince).toBe(new Date(createdAt + 100).toISOString());
  });

  it('W-5 runs one at a time, none of a disabled endpoint, and gives back what waits when it is cancelled', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    playReceiver(() => new Response('', { status: 503 }));
    const endpoint = await createEndpoint({ retry: { profile: 'quick', attempts: 3, baseMs: 60_000 } });
    await failMany(endpoint, 20);
    await endpoint.rpc.recover(window());
    await until(async () => (await deliveriesIn(endpoint, 'pending')).length === 20);
    expect(await endpoint.rpc.replayMissing(window())).toMatchObject({ ok: false, code: 'recovery_running' });
    await until(async () => (await deliveriesIn(endpoint, 'sending')).length === 0);
    expect(valueOf(await endpoint.rpc.cancelRecovery())).toMatchObject({ state: 'cancelled' });
    expect(await deliveriesIn(endpoint, 'failed')).toHaveLength(20);
    await endpoint.rpc.update({ enabled: false });
    expect(await endpoint.rpc.recover(window())).toMatchObject({ ok: false, code: 'webhook_disabled' });
    expect(valueOf(await endpoint.rpc.recover(window(true))).total).toBe(20);
  });
});

describe('replay of what is missing', () => {
  it('W-5 delivers what matched while the endpoint was disabled, once, and nothing that it had', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint({ events: ['message.received'], filter: { chats: ['*@c.us'] } });
    const ofChat = (chatId: string) => bare({ data: { chatId } });
    await publish(endpoint, 1, [ofChat('1@c.us')]);
    await until(() => received.length === 1);
    await endpoint.rpc.update({ enabled: false });
    const missed = Array.from({ length: 300 }, () => ofChat('2@c.us'));
    await publish(endpoint, 2, [...missed.slice(0, 90), ofChat('1@g.us'), bare({ type: 'message.sent' })]);
    for (let at = 90; at < 300; at += 70) await publish(endpoint, 100 + at, missed.slice(at, at + 70));
    await endpoint.rpc.update({ enabled: true });
    expect(valueOf(await endpoint.rpc.replayMissing(window(true))).total).toBe(300);
    expect(valueOf(await endpoint.rpc.replayMissing(window()))).toMatchObject({ kind: 'replay_missing', total: 300 });
    await completed(endpoint);
    expect(await state(endpoint)).toMatchObject({ done: 300, delivered: 300, failed: 0 });
    expect(received).toHaveLength(301);
    const ids = received.map((one) => one.headers.get('webhook-id'));
    expect(ids.slice(1).toSorted()).toEqual(missed.map(({ id }) => id).toSorted());
    expect(valueOf(await endpoint.rpc.replayMissing(window()))).toMatchObject({ state: 'completed', total: 0 });
  });
});
