import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { ClientHub } from '../client-hub.ts';
import { connect, event, hubOf, hubStub, items, newWorkspace, producer, until } from '../hub.fixture.ts';

const status = () => event({ type: 'session.status', data: {} });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Removes the head of the log as retention would. */
const trimTo = async (workspace: string, seq: number) => {
  await runInDurableObject(hubStub(workspace), (_, state) => {
    state.storage.sql.exec('DELETE FROM events WHERE seq <= ?', seq);
  });
  await evictDurableObject(hubStub(workspace));
};

describe('resume', () => {
  it('H-6 gives exactly what was missed of the topics, in order, once', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event(), status(), event(), status(), event());
    const client = await connect(workspace);
    const { logId } = await client.next('welcome');
    client.send({ type: 'subscribe', topics: ['messages'], since: 1, logId });
    await until(() => client.events.length === 2);
    await room.append(status(), event());
    await until(() => client.events.length === 3);
    expect(client.seqs).toEqual([3, 5, 7]);
    expect(client.position(1)).toBe(7);
  });

  it('H-6 tells a client nothing before it subscribed: a position would pass for events that it has', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    const { logId } = await client.next('welcome');
    for (let i = 0; i < 3; i++) await room.append(...Array.from({ length: 100 }, () => event()));
    client.send({ type: 'ping', note: 'ordered behind every frame so far' });
    await client.next('pong');
    expect(client.of('events')).toEqual([]);
    client.send({ type: 'subscribe', topics: ['all'], since: 0, logId });
    await until(() => client.events.length === 300);
    expect(client.position(0)).toBe(300);
  });

  it('H-6 sends a resumed client all its topics again from where it says it is', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    const { logId } = await client.next('welcome');
    await client.subscribe(['message']);
    await room.append(event(), status(), event());
    await until(() => client.events.length === 2);
    client.send({ type: 'resume', logId, since: 1 });
    await until(() => client.events.length === 3);
    expect(client.seqs).toEqual([1, 3, 3]);
    expect(client.of('events').at(-1)).toMatchObject({ prev: 1, upTo: 3 });
  });

  it('H-4 replays only the added topic when a subscribe reaches back beyond the position', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['message']);
    await room.append(event(), status(), event(), status());
    await until(() => client.events.length === 2);
    await client.subscribe(['session'], { since: 0 });
    await room.append(event(), status());
    await until(() => client.events.length === 6);
    expect(client.seqs).toEqual([1, 3, 2, 4, 5, 6]);
  });

  it('H-6 answers a gap, inclusive, and goes on behind it when the log was trimmed', async () => {
    const workspace = newWorkspace();
    await producer(workspace).append(...Array.from({ length: 6 }, () => event()));
    await trimTo(workspace, 4);
    const client = await connect(workspace);
    const { logId } = await client.next('welcome');
    client.send({ type: 'subscribe', topics: ['all'], since: 2, logId });
    await until(() => client.events.length === 2);
    expect(client.of('gap')).toEqual([{ type: 'gap', from: 3, to: 4 }]);
    expect(client.seqs).toEqual([5, 6]);
    expect(client.position(4)).toBe(6);
    expect(await hubOf(workspace).readEvents({ after: 0, limit: 1 })).toMatchObject({
      gap: { from: 1, to: 4 },
      lastSeq: 6,
    });
  });

  it('H-6 answers a gap over the whole log to a client of another log', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event(), event());
    const client = await connect(workspace);
    client.send({ type: 'subscribe', topics: ['all'], since: 1, logId: 'log_0000000000' });
    expect(await client.next('gap')).toEqual({ type: 'gap', from: 0, to: 2 });
    await room.append(event());
    await until(() => client.events.length === 1);
    expect(client.seqs).toEqual([3]);
    expect(client.position(2)).toBe(3);
  });

  it('H-6 answers a gap to a position that the log has not reached', async () => {
    const workspace = newWorkspace();
    await producer(workspace).append(event());
    const client = await connect(workspace);
    const { logId } = await client.next('welcome');
    client.send({ type: 'resume', logId, since: 99 });
    expect(await client.next('gap')).toEqual({ type: 'gap', from: 0, to: 1 });
  });

  it('H-4 replays a long log by frames of at most 500 while events go on, nothing lost and nothing twice', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (let i = 0; i < 12; i++) await room.append(...Array.from({ length: 100 }, () => event()));
    const client = await connect(workspace);
    const { logId } = await client.next('welcome');
    client.send({ type: 'subscribe', topics: ['all'], since: 0, logId });
    for (let i = 0; i < 10; i++) await room.append(event(), event());
    await until(() => client.events.length >= 1220);
    expect(client.seqs).toEqual(range(1, 1220));
    expect(client.position(0)).toBe(1220);
    expect(Math.max(...client.of('events').map((frame) => frame.events.length))).toBeLessThanOrEqual(500);
  });

  it('H-4 bounds a replay frame of large events by its size', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const large = () => event({ data: { pad: 'x'.repeat(30_000) } });
    await room.append(...Array.from({ length: 30 }, large));
    const client = await connect(workspace);
    client.send({ type: 'subscribe', topics: ['all'], since: 0 });
    await until(() => client.events.length >= 16);
    client.send({ type: 'ack', seq: client.position(0) });
    await until(() => client.events.length === 30);
    const largest = Math.max(...client.of('events').map((frame) => JSON.stringify(frame).length));
    expect(largest).toBeLessThan(130 * 1024);
    expect(client.position(0)).toBe(30);
  });

  it('H-1 goes on with a replay after eviction in the middle of it', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (let i = 0; i < 12; i++) await room.append(...Array.from({ length: 100 }, () => event()));
    const client = await connect(workspace);
    client.send({ type: 'subscribe', topics: ['all'], since: 0 });
    await until(() => client.events.length >= 500);
    await evictDurableObject(hubStub(workspace));
    await room.append(event());
    await until(() => client.events.length >= 1201);
    expect(client.seqs).toEqual(range(1, 1201));
    expect(client.position(0)).toBe(1201);
  });

  it('H-6 finishes a replay though a subscribe names a position further on', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (let i = 0; i < 12; i++) await room.append(...Array.from({ length: 100 }, () => event()));
    const client = await connect(workspace);
    client.send({ type: 'subscribe', topics: ['message'], since: 0 });
    client.send({ type: 'subscribe', topics: ['session'], since: 1200 });
    await until(() => client.of('events').at(-1)?.upTo === 1200);
    expect(client.seqs).toEqual(range(1, 1200));
    expect(client.position(0)).toBe(1200);
  });

  it.each([
    ['message', 'message'],
    ['all', 'message'],
    ['message', 'all'],
    ['chat:966500000000@c.us', 'message'],
    ['message', 'chat:966500000000@c.us'],
  ])('H-6 replays what was before the subscription to %s when %s is subscribed to from there', async (held, asked) => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event(), event(), event());
    const client = await connect(workspace);
    await client.subscribe([held]);
    await client.subscribe([asked], { since: 1 });
    await room.append(event());
    await until(() => client.seqs.at(-1) === 4);
    expect(client.seqs).toEqual([2, 3, 4]);
  });

  it('H-6 tells a gap once, also when nothing lies behind it', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['webhook']);
    await room.append(event(), event());
    await trimTo(workspace, 2);
    await runInDurableObject(hubStub(workspace), () => undefined);
    await evictDurableObject(hubStub(workspace));
    await runInDurableObject(hubStub(workspace), () => undefined);
    client.send({ type: 'ping', note: 'ordered behind every frame so far' });
    await client.next('pong');
    expect(client.of('gap')).toEqual([{ type: 'gap', from: 1, to: 2 }]);
  });

  it('H-4 sends topics held before once though another subscribe comes in the middle of the replay', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['message']);
    for (let i = 0; i < 6; i++) {
      await room.append(...Array.from({ length: 99 }, () => event()), status());
      await until(() => client.seqs.length === (i + 1) * 99);
    }
    client.send({ type: 'subscribe', topics: ['session'], since: 0 });
    client.send({ type: 'subscribe', topics: ['webhook'], since: 500 });
    await room.append(event());
    await until(() => client.seqs.at(-1) === 601);
    expect([...client.seqs].sort((a, b) => Number(a) - Number(b))).toEqual(range(1, 601));
  });

  it('H-10 keeps no more than one frame of ephemeral events for a client whose replay is under way', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (let i = 0; i < 11; i++) await room.append(...Array.from({ length: 100 }, () => event()));
    const client = await connect(workspace);
    const stats = (n: number) =>
      event({ type: 'session.stats', sessionId: `ses_${n}`.padEnd(14, '0'), data: { pad: 'x'.repeat(30_000) } });
    await runInDurableObject(hubStub(workspace), async (hub: ClientHub, state) => {
      const ws = state.getWebSockets()[0] as WebSocket;
      await hub.webSocketMessage(ws, JSON.stringify({ type: 'subscribe', topics: ['all'], since: 0 }));
      const generation = 'sto_0000000000';
      const many = items(
        1,
        Array.from({ length: 20 }, (_, n) => stats(n)),
      );
      await hub.append(workspace, { producerId: 'ses_0000000000', generation, items: many });
    });
    await until(() => client.events.some((one) => one.type === 'session.stats') && client.position(0) === 1100);
    const largest = Math.max(...client.of('events').map((frame) => JSON.stringify(frame).length));
    expect(largest).toBeLessThan(200 * 1024);
  });
});
