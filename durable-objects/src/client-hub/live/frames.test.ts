import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { HUB_PING } from '@waqtor/contracts';
import { describe, expect, it, vi } from 'vitest';
import { readAttachment, writeAttachment, type Attachment } from './attachment.ts';
import { ClientHub } from '../client-hub.ts';
import { connect, event, hubOf, hubStub, newWorkspace, producer, until } from '../hub.fixture.ts';

describe('client frames', () => {
  it('H-7 answers the exact ping, and one with spaces', async () => {
    const client = await connect(newWorkspace());
    client.send(HUB_PING);
    await client.next('pong');
    client.send('{ "type": "ping" }');
    await client.next('pong', 2);
  });

  it('H-7 answers pings without waking the object, and takes them for signs of life', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await evictDurableObject(hubStub(workspace));
    // The runtime gives an object nothing of a ping that it answers itself.
    const given = vi.spyOn(ClientHub.prototype, 'webSocketMessage');
    for (let i = 0; i < 5; i++) client.send(HUB_PING);
    await client.next('pong', 5);
    expect(given).not.toHaveBeenCalled();
    client.send({ type: 'get_state' });
    await client.next('state', 2);
    expect(given).toHaveBeenCalledTimes(1);
    given.mockRestore();
    const [seen] = (await hubOf(workspace).figures(workspace)).clients;
    expect(Date.parse(seen?.lastPing ?? '')).toBeGreaterThanOrEqual(Date.parse(seen?.connected ?? ''));
  });

  it('H-1 has nothing that keeps an idle hub awake: its jobs are alarms, and rare', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['all']);
    await producer(workspace).append(event());
    await until(() => client.events.length === 1);
    const jobs = await runInDurableObject(hubStub(workspace), (_, state) =>
      state.storage.sql.exec<{ job: string; due_at: number }>('SELECT job, due_at FROM _schedule').toArray(),
    );
    expect(jobs.map(({ job }) => job).sort()).toEqual(['counters', 'principals', 'sweep']);
  });

  it('H-9 answers a frame over 10 KB with error frame_too_large and keeps the connection', async () => {
    const client = await connect(newWorkspace());
    client.send(`{"type":"ping","pad":"${'x'.repeat(10 * 1024)}"}`);
    expect(await client.next('error')).toMatchObject({ code: 'frame_too_large' });
    await client.subscribe(['all']);
    expect(client.closed).toBeNull();
  });

  it('H-9 closes a frame over 1 MiB with 1009 and disturbs nobody else', async () => {
    const workspace = newWorkspace();
    const other = await connect(workspace);
    await other.subscribe(['all']);
    const client = await connect(workspace);
    client.send('x'.repeat(1.1 * 1024 * 1024));
    await until(() => client.closed !== null);
    expect(client.closed?.code).toBe(1009);
    await producer(workspace).append(event());
    await until(() => other.events.length === 1);
  });

  it('H-9 refuses bad frames by name and keeps the connection', async () => {
    const client = await connect(newWorkspace());
    client.send('nonsense');
    client.send({ type: 'publish' });
    client.send({ type: 'subscribe', topics: ['all'], note: 'x'.repeat(1001) });
    client.ws.send(new Uint8Array([1, 2, 3]));
    await client.next('error', 4);
    expect(client.of('error').map((error) => error.code)).toEqual([
      'frame_invalid',
      'frame_unknown_type',
      'frame_invalid',
      'frame_invalid',
    ]);
    expect(client.of('error')[2]?.issues).toEqual([{ path: 'note', message: 'is longer than 1000 characters' }]);
    expect(client.closed).toBeNull();
  });

  it('H-5 refuses more than 50 topics in all', async () => {
    const client = await connect(newWorkspace());
    const topics = (from: number, count: number) => Array.from({ length: count }, (_, i) => `chat:${from + i}@c.us`);
    await client.subscribe(topics(0, 50));
    client.send({ type: 'subscribe', topics: topics(50, 1) });
    expect(await client.next('error')).toMatchObject({ code: 'frame_invalid' });
  });

  it('H-1 fits 50 topics of 100 wide characters into the attachment', async () => {
    const workspace = newWorkspace();
    await producer(workspace).append(event());
    const client = await connect(workspace);
    for (let i = 0; i < 50; i += 10) {
      await client.subscribe(
        Array.from({ length: 10 }, (_, k) => `chat:${'م'.repeat(95)}${i + k}`),
        { since: 0 },
      );
    }
    expect(client.of('error')).toEqual([]);
    expect(client.of('subscribed').at(-1)?.topics).toHaveLength(50);
  });

  it('H-7 closes a connection that was silent for 75 s and leaves the others', async () => {
    const workspace = newWorkspace();
    const silent = await connect(workspace);
    const awake = await connect(workspace);
    const { connectionId } = await silent.next('welcome');
    await runInDurableObject(hubStub(workspace), (hub, state) => {
      for (const ws of state.getWebSockets()) {
        const attachment = readAttachment(ws) as Attachment;
        if (attachment.id !== connectionId) continue;
        const long = Date.now() - 76_000;
        writeAttachment(ws, { ...attachment, connectedAt: long, seenAt: long });
      }
      state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'sweep'`);
      return hub;
    });
    await evictDurableObject(hubStub(workspace));
    await runDurableObjectAlarm(hubStub(workspace));
    await until(() => silent.closed !== null);
    expect(silent.closed).toEqual({ code: 1001, reason: 'silent' });
    expect(awake.closed).toBeNull();
  });

  it('H-7 stops sweeping when the last socket is gone', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    client.ws.close(1000, 'done');
    const jobs = () =>
      runInDurableObject(hubStub(workspace), (_, state) => {
        state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'sweep'`);
        return state.storage.sql.exec(`SELECT job FROM _schedule WHERE job = 'sweep'`).toArray().length;
      });
    expect(await jobs()).toBe(1);
    await until(async () => {
      await runDurableObjectAlarm(hubStub(workspace));
      return (await jobs()) === 0;
    });
  });
});
