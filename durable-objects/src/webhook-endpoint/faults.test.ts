import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createEndpoint,
  deliveriesIn,
  endpointOf,
  endpointStub,
  handed,
  inTables,
  playReceiver,
  until,
  valueOf,
  forgetEndpoints,
} from './endpoint.fixture.ts';

/** What is under way counts as lost from now on, and is looked for. */
const LOSE = (sql: SqlStorage) => {
  sql.exec(`UPDATE deliveries SET due_at = 1 WHERE state = 'sending'`);
  sql.exec(`INSERT OR REPLACE INTO _schedule (job, key, due_at) VALUES ('deliver', '', 0)`);
};

afterEach(forgetEndpoints);

describe('faults of delivery', () => {
  it('W-4 sends again, under the same id, what was with the receiver when the edge was killed, and loses none', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let isKilled = false;
    const received = playReceiver(async () => {
      // The receiver has it; the answer comes to nobody.
      if (!isKilled) await until(() => isKilled);
      return new Response('ok');
    });
    const endpoint = await createEndpoint();
    const { workspaceId, endpointId } = endpoint;
    const sent = Array.from({ length: 20 }, () => handed());
    await endpoint.rpc.enqueue(sent);
    await until(() => received.length === 20);
    await runInDurableObject(endpointStub(workspaceId, endpointId), (_, state) => state.abort('killed')).catch(
      () => undefined,
    );
    isKilled = true;
    // A stub of an object that was killed is of no more use.
    const revived = { ...endpoint, rpc: endpointOf(workspaceId, endpointId) };
    await inTables(revived, LOSE);
    await runDurableObjectAlarm(endpointStub(workspaceId, endpointId));
    await until(async () => (await deliveriesIn(revived, 'delivered')).length === 20);
    const ids = received.map((one) => one.headers.get('webhook-id'));
    expect(new Set(ids)).toEqual(new Set(sent.map(({ event }) => event.id)));
    expect(ids).toHaveLength(40);
  });

  it('W-4 takes the late success of an attempt that counted as lost, and makes no third one', async () => {
    let isReleased = false;
    const received = playReceiver(async (request) => {
      if (request.headers.get('X-Waqtor-Attempt') !== '1') return new Response('', { status: 500 });
      await until(() => isReleased);
      return new Response('ok');
    });
    const endpoint = await createEndpoint({ retry: { profile: 'quick', attempts: 3, baseMs: 60_000 } });
    await endpoint.rpc.enqueue([handed()]);
    await until(() => received.length === 1);
    await inTables(endpoint, LOSE);
    await runDurableObjectAlarm(endpointStub(endpoint.workspaceId, endpoint.endpointId));
    await until(async () => (await deliveriesIn(endpoint))[0]?.lastStatus === 500);
    isReleased = true;
    await until(async () => (await deliveriesIn(endpoint))[0]?.state === 'delivered');
    expect(received).toHaveLength(2);
    const id = (await deliveriesIn(endpoint))[0]?.id ?? '';
    expect(valueOf(await endpoint.rpc.log(id)).attemptLog.map(({ status }) => status)).toEqual([200, 500]);
  });

  it('W-4 hears nothing in the late failure of an attempt that was made again with success', async () => {
    let isReleased = false;
    const received = playReceiver(async (request) => {
      if (request.headers.get('X-Waqtor-Attempt') !== '1') return new Response('ok');
      await until(() => isReleased);
      return new Response('', { status: 410 });
    });
    const endpoint = await createEndpoint();
    await endpoint.rpc.enqueue([handed()]);
    await until(() => received.length === 1);
    await inTables(endpoint, LOSE);
    await runDurableObjectAlarm(endpointStub(endpoint.workspaceId, endpoint.endpointId));
    await until(async () => (await deliveriesIn(endpoint))[0]?.state === 'delivered');
    isReleased = true;
    await until(async () => valueOf(await endpoint.rpc.stats()).byErrorCode.gone === 1);
    expect((await deliveriesIn(endpoint))[0]?.state).toBe('delivered');
    expect(valueOf(await endpoint.rpc.describe()).enabled).toBe(true);
  });

  it('W-4 delivers to a healthy endpoint at once while a dead one has 1,000 waiting', async () => {
    let isReleased = false;
    const dead = await createEndpoint();
    const healthy = await createEndpoint({ workspaceId: dead.workspaceId });
    const received = playReceiver(async (request) => {
      if (request.url.startsWith(dead.url)) await until(() => isReleased);
      return new Response('ok');
    });
    for (let batch = 0; batch < 10; batch++) await dead.rpc.enqueue(Array.from({ length: 100 }, () => handed()));
    await until(() => received.length === 72);
    const began = Date.now();
    await healthy.rpc.enqueue(Array.from({ length: 50 }, () => handed()));
    await until(async () => (await deliveriesIn(healthy, 'delivered')).length === 50);
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(received.filter((one) => one.url.startsWith(dead.url))).toHaveLength(72);
    await dead.rpc.remove();
    isReleased = true;
  });
});
