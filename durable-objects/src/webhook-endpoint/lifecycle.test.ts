import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import type { ClientHubRpc, WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { hubName } from '@waqtor/core/object-name';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClientHub } from '../client-hub/client-hub.ts';
import {
  createEndpoint,
  endpointOf,
  endpointStub,
  event,
  objectsEnv,
  playReceiver,
  until,
  forgetEndpoints,
} from './endpoint.fixture.ts';

const hubOf = (workspaceId: string): ClientHubRpc =>
  objectsEnv.CLIENT_HUB.getByName(hubName(workspaceId)) as unknown as ClientHubRpc;
/** An event on its way through the hub, as a room would send it. */
const publish = (workspaceId: string, n: number, sent: WaqtorEvent) =>
  hubOf(workspaceId).append(workspaceId, {
    producerId: 'ses_0000000000',
    generation: 'sto_0000000000',
    items: [{ n, event: sent }],
  });
const testEvent = () =>
  event({ type: 'webhook.test', data: { endpointId: 'whk_0000000000', message: 'This is a test delivery.' } });
const disabledEvents = async (workspaceId: string) =>
  (await hubOf(workspaceId).readEvents({ after: 0, limit: 10, types: ['webhook.disabled'] })).data;

afterEach(forgetEndpoints);

describe('endpoint lifecycle', () => {
  it('W-3 registers with the hub before create answers: the next event is delivered', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint({ events: ['message_received'] });
    const sent = event();
    await publish(endpoint.workspaceId, 1, sent);
    await until(() => received.length === 1);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({ id: sent.id, event: 'message_received', seq: 1 });
  });

  it('W-3 fills the defaults of the retry profile and never shows the secret', async () => {
    const { webhook, secret } = await createEndpoint({ retry: { profile: 'extended' } });
    expect(webhook).toMatchObject({ retry: { profile: 'extended', attempts: 9, baseMs: 1000 }, enabled: true });
    expect(JSON.stringify(webhook)).not.toContain(secret.slice(6));
  });

  it('W-3 answers not_found to everything before create and after remove', async () => {
    const unborn = endpointOf(newId('wsp'), newId('whk'));
    expect(await unborn.describe()).toMatchObject({ ok: false, code: 'not_found' });
    expect(await unborn.update({ enabled: false })).toMatchObject({ ok: false, code: 'not_found' });
    expect(await unborn.log('dlv_0000000000')).toMatchObject({ ok: false, code: 'not_found' });
    const endpoint = await createEndpoint();
    expect(await endpoint.rpc.remove()).toEqual({ ok: true, value: null });
    expect(await endpoint.rpc.describe()).toMatchObject({ ok: false, code: 'not_found' });
    expect(await endpoint.rpc.logs({ limit: 1 })).toMatchObject({ ok: false, code: 'not_found' });
  });

  it('W-3 repeats create as a no-op', async () => {
    const endpoint = await createEndpoint();
    const again = await endpoint.rpc.create({
      workspaceId: endpoint.workspaceId,
      endpointId: endpoint.endpointId,
      url: 'https://other.customer.com/',
      events: ['*'],
      sessionId: null,
      description: '',
      retry: { profile: 'quick' },
      enabled: true,
      sealedSecret: 'v1.x.y',
      filter: null,
      payload: 'full',
      ordered: false,
      throttle: null,
      sealedHeaders: null,
      headerNames: [],
    });
    expect(again).toEqual({ ok: true, value: endpoint.webhook });
  });

  it('W-3 sends nothing to a removed endpoint, nor takes events for it', async () => {
    const received = playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    await endpoint.rpc.remove();
    await publish(endpoint.workspaceId, 1, event());
    await endpoint.rpc.enqueue([{ event: event(), name: 'message.received' }]);
    const other = await createEndpoint({ workspaceId: endpoint.workspaceId });
    await publish(endpoint.workspaceId, 2, event());
    await until(() => received.some((one) => one.url === other.url));
    expect(received.filter((one) => one.url === endpoint.url)).toEqual([]);
  });

  it('W-4 tells the hub by alarm when it could not be told at once', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const received = playReceiver(() => new Response('ok'));
    const put = vi.spyOn(ClientHub.prototype, 'putEndpoint').mockRejectedValueOnce(new Error('away'));
    const endpoint = await createEndpoint();
    await until(() => put.mock.calls.length === 2);
    await publish(endpoint.workspaceId, 1, event());
    await until(() => received.length === 1);
  });

  it('W-4 disables on 410 and tells by an event', async () => {
    const received = playReceiver(() => new Response('', { status: 410 }));
    const endpoint = await createEndpoint();
    await publish(endpoint.workspaceId, 1, event());
    await until(async () => (await disabledEvents(endpoint.workspaceId)).length === 1);
    expect((await disabledEvents(endpoint.workspaceId))[0]?.data).toEqual({
      endpointId: endpoint.endpointId,
      reason: 'gone',
    });
    expect(await endpoint.rpc.describe()).toMatchObject({ value: { enabled: false, disabledReason: 'gone' } });
    await publish(endpoint.workspaceId, 2, event());
    expect(received).toHaveLength(1);
  });

  it('W-4 disables after three days of failures only', async () => {
    playReceiver(() => new Response('', { status: 500 }));
    const endpoint = await createEndpoint();
    await runInDurableObject(endpointStub(endpoint.workspaceId, endpoint.endpointId), (_, state) => {
      state.storage.sql.exec('UPDATE settings SET failing_since = ?', Date.now() - 3 * 24 * 60 * 60 * 1000);
    });
    await endpoint.rpc.enqueue([{ event: event(), name: 'message.received' }]);
    await until(async () => (await disabledEvents(endpoint.workspaceId)).length === 1);
    expect(await endpoint.rpc.describe()).toMatchObject({ value: { enabled: false, disabledReason: 'failing' } });
  });

  it('W-3 goes on with what waited when it is enabled again', async () => {
    let isUp = false;
    const received = playReceiver(() => new Response('', { status: isUp ? 200 : 500 }));
    const endpoint = await createEndpoint();
    await endpoint.rpc.enqueue([{ event: event(), name: 'message.received' }]);
    await until(() => received.length >= 1);
    await endpoint.rpc.update({ enabled: false });
    expect(await endpoint.rpc.describe()).toMatchObject({ value: { enabled: false, disabledReason: 'operator' } });
    expect((await disabledEvents(endpoint.workspaceId))[0]?.data.reason).toBe('operator');
    isUp = true;
    expect(await endpoint.rpc.update({ enabled: true })).toMatchObject({
      value: { enabled: true, disabledReason: null },
    });
    await until(async () => {
      const logs = await endpoint.rpc.logs({ limit: 1 });
      return logs.ok && logs.value.data[0]?.state === 'delivered';
    });
  });

  it('W-4 still tells what it had to tell when it is removed meanwhile', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const endpoint = await createEndpoint();
    const stub = endpointStub(endpoint.workspaceId, endpoint.endpointId);
    const append = vi.spyOn(ClientHub.prototype, 'append').mockRejectedValueOnce(new Error('away'));
    await endpoint.rpc.update({ enabled: false });
    await until(() => append.mock.calls.length === 1);
    await endpoint.rpc.remove();
    await runDurableObjectAlarm(stub);
    await until(async () => (await disabledEvents(endpoint.workspaceId)).length === 1);
  });

  it('W-4 takes no more than it can hold, so that the hub keeps the rest', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const endpoint = await createEndpoint();
    await runInDurableObject(endpointStub(endpoint.workspaceId, endpoint.endpointId), (_, state) => {
      state.storage.sql.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
         INSERT INTO deliveries (id, event_id, event_type, event_name, body, state, due_at, created_at)
         SELECT 'dlv_' || i, 'evt_' || i, 'a.b', 'a.b', '{}', 'pending', 9e15, 0 FROM n`,
      );
    });
    const full: unknown = await endpoint.rpc
      .enqueue([{ event: event(), name: 'message.received' }])
      .catch((error: unknown) => error);
    expect(full).toBeInstanceOf(Error);
  });

  it('W-5 sends a test once, now, and answers what the receiver said', async () => {
    const received = playReceiver(() => new Response('no', { status: 500 }));
    const endpoint = await createEndpoint({ enabled: false });
    // Called inside the object: the test plugin keeps the method name `test` to itself.
    const answer = await runInDurableObject(endpointStub(endpoint.workspaceId, endpoint.endpointId), (object) =>
      object.sendTest(testEvent(), 'webhook.test'),
    );
    expect(answer).toMatchObject({
      ok: true,
      value: { status: 500, errorCode: 'http_5xx', responseExcerpt: 'no' },
    });
    expect(received).toHaveLength(1);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      type: 'webhook.test',
      event: 'webhook.test',
      test: true,
    });
    const logs = await endpoint.rpc.logs({ limit: 5 });
    expect(logs.ok && logs.value.data).toMatchObject([{ state: 'failed', isTest: true, attempts: 1 }]);
  });

  it('W-5 forgets deliveries after 30 days', async () => {
    playReceiver(() => new Response('ok'));
    const endpoint = await createEndpoint();
    const stub = endpointStub(endpoint.workspaceId, endpoint.endpointId);
    await endpoint.rpc.enqueue([1, 2].map(() => ({ event: event(), name: 'message.received' })));
    await until(async () => {
      const logs = await endpoint.rpc.logs({ limit: 5, state: 'delivered' });
      return logs.ok && logs.value.data.length === 2;
    });
    await runInDurableObject(stub, (_, state) => {
      state.storage.sql.exec('UPDATE deliveries SET created_at = ? WHERE n = 1', Date.now() - 31 * 24 * 60 * 60 * 1000);
      state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'purge'`);
    });
    await runDurableObjectAlarm(stub);
    const logs = await endpoint.rpc.logs({ limit: 5 });
    expect(logs.ok && logs.value.data).toHaveLength(1);
  });
});
