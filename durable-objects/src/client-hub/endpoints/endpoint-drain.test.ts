import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import type { EndpointSubscription, WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebhookEndpoint } from '../../webhook-endpoint/webhook-endpoint.ts';
import { event, hubOf, hubStub, newWorkspace, producer, until } from '../hub.fixture.ts';

type Enqueued = { event: WaqtorEvent; name: string }[];

/** Plays the endpoint objects: what each got, by object name. `act` may throw or wait. */
const playEndpoints = (act: (endpointId: string, call: number) => void | Promise<void> = () => undefined) => {
  const calls: { endpointId: string; events: Enqueued }[] = [];
  vi.spyOn(WebhookEndpoint.prototype, 'enqueue').mockImplementation(async function (this: WebhookEndpoint, events) {
    const { name } = (this as unknown as { ctx: DurableObjectState }).ctx.id;
    const endpointId = (name ?? '').split('/')[1] ?? '';
    calls.push({ endpointId, events });
    await act(endpointId, calls.filter((call) => call.endpointId === endpointId).length);
  });
  return {
    calls: (endpointId: string) => calls.filter((call) => call.endpointId === endpointId),
    seqs: (endpointId: string) =>
      calls.filter((call) => call.endpointId === endpointId).flatMap((call) => call.events.map((one) => one.event.seq)),
  };
};
const subscription = (change: Partial<EndpointSubscription> = {}): EndpointSubscription => ({
  endpointId: newId('whk'),
  events: ['*'],
  sessionId: null,
  enabled: true,
  ...change,
});
const cursorOf = (workspace: string, endpointId: string) =>
  runInDurableObject(
    hubStub(workspace),
    (_, state) =>
      state.storage.sql
        .exec<{ cursor: number }>('SELECT cursor FROM endpoints WHERE endpoint_id = ?', endpointId)
        .toArray()[0]?.cursor,
  );

afterEach(() => {
  vi.restoreAllMocks();
});

describe('endpoint drain', () => {
  it('W-1 hands an endpoint what it wants, by the name it subscribed by, from the present end of the log on', async () => {
    const play = playEndpoints();
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event());
    const endpoint = subscription({ events: ['message_sent'] });
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    await room.append(event({ type: 'message.read' }), event());
    await until(() => play.seqs(endpoint.endpointId).length === 1);
    expect(play.seqs(endpoint.endpointId)).toEqual([3]);
    expect(play.calls(endpoint.endpointId)[0]?.events[0]?.name).toBe('message_sent');
    await until(async () => (await cursorOf(workspace, endpoint.endpointId)) === 3);
  });

  it('W-4 hands over at most 100 events a call, in order', async () => {
    const play = playEndpoints();
    const workspace = newWorkspace();
    const endpoint = subscription();
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    await producer(workspace).append(...Array.from({ length: 250 }, () => event()));
    await until(() => play.seqs(endpoint.endpointId).length >= 250);
    expect(play.seqs(endpoint.endpointId)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
    expect(play.calls(endpoint.endpointId).map((call) => call.events.length)).toEqual([100, 100, 50]);
  });

  it('W-4 tries again by alarm when an endpoint does not answer, and moves the cursor only then', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const play = playEndpoints((_, call) => {
      if (call === 1) throw new Error('away');
    });
    const workspace = newWorkspace();
    const endpoint = subscription();
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    await producer(workspace).append(event());
    await until(() => play.calls(endpoint.endpointId).length === 1);
    expect(await cursorOf(workspace, endpoint.endpointId)).toBe(0);
    await until(() => play.calls(endpoint.endpointId).length === 2);
    expect(play.seqs(endpoint.endpointId)).toEqual([1, 1]);
    await until(async () => (await cursorOf(workspace, endpoint.endpointId)) === 1);
  });

  it('W-4 passes what was erased while an endpoint was away, and goes on behind it', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const play = playEndpoints((_, call) => {
      if (call === 1) throw new Error('away');
    });
    const workspace = newWorkspace();
    const endpoint = subscription();
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    const room = producer(workspace);
    await room.append(event(), event());
    await until(() => play.calls(endpoint.endpointId).length === 1);
    await runInDurableObject(hubStub(workspace), (_, state) => state.storage.sql.exec('DELETE FROM events'));
    await until(async () => (await cursorOf(workspace, endpoint.endpointId)) === 2);
    await room.append(event());
    await until(() => play.seqs(endpoint.endpointId).at(-1) === 3);
  });

  it('W-4 does not let a dead endpoint delay another, nor the log', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const dead = subscription();
    const slow = subscription();
    const healthy = subscription();
    let isReleased = false;
    const play = playEndpoints((endpointId) => {
      if (endpointId === dead.endpointId) throw new Error('dead');
      // A flag, not a promise of the test: objects may not wake each other's promises.
      if (endpointId === slow.endpointId) return until(() => isReleased);
    });
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (const one of [dead, slow, healthy]) await hubOf(workspace).putEndpoint(workspace, one);
    for (let i = 0; i < 3; i++) await room.append(event());
    await until(() => play.seqs(healthy.endpointId).length === 3);
    expect((await hubOf(workspace).readEvents({ after: 0, limit: 10 })).lastSeq).toBe(3);
    expect(play.calls(slow.endpointId)).toHaveLength(1);
    isReleased = true;
    await until(() => play.seqs(slow.endpointId).length === 3);
    await hubOf(workspace).removeEndpoint(dead.endpointId);
  });

  it('W-4 hands over after eviction what was appended before it', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let isUp = false;
    const play = playEndpoints(() => {
      if (!isUp) throw new Error('away');
    });
    const workspace = newWorkspace();
    const endpoint = subscription();
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    await producer(workspace).append(event(), event());
    await until(() => play.calls(endpoint.endpointId).length === 1);
    await evictDurableObject(hubStub(workspace));
    isUp = true;
    await until(() => play.calls(endpoint.endpointId).length === 2);
    expect(play.calls(endpoint.endpointId)[1]?.events.map((one) => one.event.seq)).toEqual([1, 2]);
  });

  it('W-3 sends a silenced endpoint nothing, and nothing of that time when it is enabled again', async () => {
    const play = playEndpoints();
    const workspace = newWorkspace();
    const room = producer(workspace);
    const endpoint = subscription({ enabled: false });
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    await room.append(event());
    await hubOf(workspace).putEndpoint(workspace, { ...endpoint, enabled: true });
    await room.append(event());
    await until(() => play.seqs(endpoint.endpointId).length > 0);
    expect(play.seqs(endpoint.endpointId)).toEqual([2]);
  });

  it('W-3 keeps the cursor when the filters change', async () => {
    const play = playEndpoints();
    const workspace = newWorkspace();
    const room = producer(workspace);
    const endpoint = subscription({ events: ['message.sent'] });
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    await room.append(event());
    await until(() => play.seqs(endpoint.endpointId).length === 1);
    await hubOf(workspace).putEndpoint(workspace, { ...endpoint, events: ['message.read'] });
    await room.append(event(), event({ type: 'message.read' }));
    await until(() => play.seqs(endpoint.endpointId).length === 2);
    expect(play.seqs(endpoint.endpointId)).toEqual([1, 3]);
  });

  it('W-1 hands over an ephemeral event that is wanted, at once and without a seq', async () => {
    const play = playEndpoints();
    const workspace = newWorkspace();
    const endpoint = subscription({ events: ['session_qr'] });
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    await producer(workspace).append(event({ type: 'session.qr', data: { qr: 'x' } }));
    await until(() => play.calls(endpoint.endpointId).length === 1);
    expect(play.calls(endpoint.endpointId)[0]?.events[0]).toMatchObject({ name: 'session_qr' });
    expect(play.seqs(endpoint.endpointId)).toEqual([undefined]);
  });

  it('W-3 forgets a removed endpoint', async () => {
    const play = playEndpoints();
    const workspace = newWorkspace();
    const endpoint = subscription();
    const other = subscription();
    await hubOf(workspace).putEndpoint(workspace, endpoint);
    await hubOf(workspace).putEndpoint(workspace, other);
    await hubOf(workspace).removeEndpoint(endpoint.endpointId);
    await producer(workspace).append(event());
    await until(() => play.calls(other.endpointId).length === 1);
    expect(play.calls(endpoint.endpointId)).toEqual([]);
  });
});
