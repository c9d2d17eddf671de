import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { HUB_CREDIT_BYTES } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import type { ClientHub } from '../client-hub.ts';
import { readAttachment, writeAttachment, type Attachment } from './attachment.ts';
import { connect, event, hubStub, newWorkspace, producer, until, type TestClient } from '../hub.fixture.ts';

const KB = 1024;
const large = () => event({ data: { pad: 'م'.repeat(15 * KB) } });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Waits until the hub has told everything that it will tell without an ack. */
const settled = async (workspace: string, client: TestClient): Promise<void> => {
  // What waits for its tick goes out before a subscription is confirmed.
  await client.subscribe(['all']);
  let before = -1;
  await until(async () => {
    await runInDurableObject(hubStub(workspace), () => undefined);
    const isSame = client.frames.length === before;
    before = client.frames.length;
    return isSame;
  });
};
/** A client that follows everything and was sent `events` of 30 KB, as far as the hub goes without an ack. */
const flooded = async (workspace: string, events: number) => {
  const room = producer(workspace);
  const client = await connect(workspace);
  await client.subscribe(['all']);
  for (let i = 0; i < events; i++) await room.append(large());
  await settled(workspace, client);
  return { room, client };
};
const attachments = (workspace: string): Promise<Attachment[]> =>
  runInDurableObject(hubStub(workspace), (_, state) =>
    state.getWebSockets().map((ws) => readAttachment(ws) as Attachment),
  );

describe('credit', () => {
  it('H-10 sends nothing more at 512 KB unacknowledged, and the rest after the ack, in order, once', async () => {
    const workspace = newWorkspace();
    const { client } = await flooded(workspace, 40);
    const before = client.events.length;
    expect(client.bytes).toBeGreaterThanOrEqual(HUB_CREDIT_BYTES);
    expect(client.bytes).toBeLessThan(HUB_CREDIT_BYTES + 160 * KB);
    expect(before).toBeLessThan(25);
    client.send({ type: 'ack', seq: client.position(0) });
    await until(() => client.events.length > before);
    await settled(workspace, client);
    client.send({ type: 'ack', seq: client.position(0) });
    await until(() => client.events.length === 40);
    expect(client.seqs).toEqual(range(1, 40));
  });

  it('H-10 holds back a stalled client alone', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const [stalled, reading] = [await connect(workspace), await connect(workspace)];
    for (const client of [stalled, reading]) await client.subscribe(['all']);
    for (let i = 0; i < 40; i++) {
      await room.append(large());
      await until(() => reading.events.length === i + 1);
      reading.send({ type: 'ack', seq: reading.position(0) });
    }
    expect(reading.seqs).toEqual(range(1, 40));
    expect(stalled.bytes).toBeLessThan(HUB_CREDIT_BYTES + 160 * KB);
  });

  it('H-10 remembers across hibernation what is on its way', async () => {
    const workspace = newWorkspace();
    const { room, client } = await flooded(workspace, 20);
    const told = client.events.length;
    await evictDurableObject(hubStub(workspace));
    await room.append(large());
    await settled(workspace, client);
    expect(client.events.length).toBe(told);
    client.send({ type: 'ack', seq: client.position(0) });
    await until(() => client.events.length === 21);
    expect(client.seqs).toEqual(range(1, 21));
  });

  it('H-10 lets a client live that never acknowledges, as long as it is under the limit', async () => {
    const workspace = newWorkspace();
    const { client } = await flooded(workspace, 10);
    expect(client.events).toHaveLength(10);
    const jobs = await runInDurableObject(hubStub(workspace), (_, state) =>
      state.storage.sql.exec(`SELECT job FROM _schedule WHERE job = 'credit'`).toArray(),
    );
    expect(jobs).toEqual([]);
    expect(client.closed).toBeNull();
  });

  it('H-10 closes with 1013 who acknowledged nothing for 60 s while over the limit, and nobody else', async () => {
    const workspace = newWorkspace();
    const { client: stalled } = await flooded(workspace, 20);
    const other = await connect(workspace);
    await runInDurableObject(hubStub(workspace), (_, state) => {
      for (const ws of state.getWebSockets()) {
        const attachment = readAttachment(ws) as Attachment;
        const { unacked, overSince } = attachment.credit;
        if (overSince === null) continue;
        writeAttachment(ws, { ...attachment, credit: { unacked, overSince: Date.now() - 61_000 } });
      }
      state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'credit'`);
    });
    await evictDurableObject(hubStub(workspace));
    await runDurableObjectAlarm(hubStub(workspace));
    await until(() => stalled.closed !== null);
    expect(stalled.closed).toEqual({ code: 1013, reason: 'too_slow' });
    expect(other.closed).toBeNull();
  });

  it('H-10 believes no ack of a position that was never told', async () => {
    const workspace = newWorkspace();
    const { room, client } = await flooded(workspace, 20);
    client.send({ type: 'ack', seq: 1_000_000 });
    await until(() => client.events.length === 20);
    for (let i = 0; i < 20; i++) await room.append(large());
    await settled(workspace, client);
    expect((await attachments(workspace))[0]?.credit.unacked).toBeGreaterThanOrEqual(HUB_CREDIT_BYTES);
  });

  it('H-10 replays a log that is larger than the credit to a client that acknowledges', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (let i = 0; i < 60; i++) await room.append(large());
    const client = await connect(workspace);
    client.send({ type: 'subscribe', topics: ['all'], since: 0 });
    await until(() => {
      if (client.events.length > 0) client.send({ type: 'ack', seq: client.position(0) });
      return client.events.length === 60;
    });
    expect(client.seqs).toEqual(range(1, 60));
    expect(client.closed).toBeNull();
  });

  it('H-10 goes on where it stood though other events came in the moment of the ack', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const client = await connect(workspace);
    await client.subscribe(['all']);
    for (let i = 0; i < 30; i++) await room.append(large());
    await settled(workspace, client);
    const stoodAt = client.position(0);
    expect(stoodAt).toBeLessThan(30);
    // The first event goes at once; the second one waits for the end of the tick, and the ack is faster.
    await runInDurableObject(hubStub(workspace), async (hub: ClientHub, state) => {
      const { producer_id, generation, last_n } = state.storage.sql
        .exec<{ producer_id: string; generation: string; last_n: number }>('SELECT * FROM producers')
        .one();
      const batch = (n: number) => ({ producerId: producer_id, generation, items: [{ n, event: event() }] });
      await hub.append(workspace, batch(last_n + 1));
      await hub.append(workspace, batch(last_n + 2));
      const ws = state.getWebSockets()[0] as WebSocket;
      await hub.webSocketMessage(ws, JSON.stringify({ type: 'ack', seq: stoodAt }));
    });
    await until(() => client.seqs.at(-1) === 32);
    expect(client.seqs).toEqual(range(1, 32));
  });

  it('H-10 closes with 1013 who acknowledges nothing of a replay whose last page used up the credit', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    // Pages of 4 events; the fifth is the last, and the one that takes the credit.
    for (let i = 0; i < 18; i++) await room.append(large());
    const client = await connect(workspace);
    client.send({ type: 'subscribe', topics: ['all'], since: 0 });
    await until(() => client.position(0) === 18);
    const jobs = await runInDurableObject(hubStub(workspace), (_, state) =>
      state.storage.sql.exec(`SELECT job FROM _schedule WHERE job = 'credit'`).toArray(),
    );
    expect((await attachments(workspace))[0]?.credit.unacked).toBeGreaterThanOrEqual(HUB_CREDIT_BYTES);
    expect(jobs).toHaveLength(1);
  });
});
