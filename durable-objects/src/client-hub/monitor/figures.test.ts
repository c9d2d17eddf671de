import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { hubStatsSchema } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import type { ClientHub } from '../client-hub.ts';
import { connect, event, hubOf, hubStub, newWorkspace, owner, producer, until, upgrade } from '../hub.fixture.ts';
import { jobsOf, runJob } from './monitor.fixture.ts';

const figuresOf = (workspace: string) => hubOf(workspace).figures(workspace);
const PHONE = '966500000001';

describe('figures of a hub', () => {
  it('H-13 count connections that open and close', async () => {
    const workspace = newWorkspace();
    const first = await connect(workspace);
    await connect(workspace, owner(workspace, { kind: 'key' }));
    expect((await figuresOf(workspace)).connections).toEqual({
      current: 2,
      total: 2,
      disconnections: 0,
      alive: 2,
      dead: 0,
    });
    first.ws.close(1000);
    await until(async () => (await figuresOf(workspace)).connections.disconnections === 1);
    const figures = await figuresOf(workspace);
    expect(figures.connections).toMatchObject({ current: 1, total: 2 });
    expect(figures.clients.map(({ kind }) => kind)).toEqual(['key']);
    expect(hubStatsSchema.safeParse({ ...figures, system: { hosts: [] } }).error).toBeUndefined();
  });

  it('H-13 count frames of clients, those that are too large, and ticks', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['message']);
    client.send({ type: 'get_state', filling: 'x'.repeat(11_000) });
    await client.next('error');
    await producer(workspace).append(event());
    await until(() => client.events.length === 1);
    const { messages, security } = await figuresOf(workspace);
    expect(messages).toMatchObject({ received: 2, broadcasts: 1 });
    expect(Date.now() - Date.parse(messages.lastBroadcast ?? '')).toBeLessThan(5000);
    expect(security.oversizedMessages).toBe(1);
  });

  it('H-13 count a ticket that comes twice', async () => {
    const workspace = newWorkspace();
    const headers = { 'x-waqtor-internal-nonce': newId('req') };
    (await upgrade(workspace, owner(workspace), headers)).webSocket?.accept();
    await (await upgrade(workspace, owner(workspace), headers)).body?.cancel();
    expect((await figuresOf(workspace)).security.unauthorizedAttempts).toBe(1);
  });

  it('H-13 tell the last error: which job, in constant words', async () => {
    const workspace = newWorkspace();
    await connect(workspace);
    await runInDurableObject(hubStub(workspace), (_, { storage }) => {
      storage.sql.exec('ALTER TABLE notices RENAME TO gone');
      storage.sql.exec("INSERT INTO _schedule (job, due_at) VALUES ('notify', 1)");
    });
    await runJob(workspace, 'notify');
    await runInDurableObject(hubStub(workspace), (_, { storage }) =>
      storage.sql.exec('ALTER TABLE gone RENAME TO notices'),
    );
    const { errors } = await figuresOf(workspace);
    expect(errors).toMatchObject({ total: 1, last: { message: 'A job failed and is retried.', source: 'notify' } });
  });

  it('H-13 name no chat, session or campaign that somebody follows', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe([`chat:${PHONE}@c.us`, `chat:2${PHONE}@c.us`, 'session:ses_0000000000', 'webhook']);
    const figures = await figuresOf(workspace);
    expect(figures.topics).toEqual({ 'chat:*': 1, 'session:*': 1, webhook: 1 });
    expect(figures.clients[0]?.subscriptions.sort()).toEqual(['chat:*', 'session:*', 'webhook']);
    expect(JSON.stringify(figures)).not.toContain(PHONE);
    expect(JSON.stringify(figures)).not.toContain(client.of('welcome')[0]?.logId);
  });

  it('H-13 go on where they were after an eviction', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['session']);
    await runJob(workspace, 'counters');
    const before = await figuresOf(workspace);
    await evictDurableObject(hubStub(workspace));
    const after = await figuresOf(workspace);
    expect(after.server.startTime).toBe(before.server.startTime);
    expect(after.connections).toEqual(before.connections);
    expect(after.messages).toEqual(before.messages);
    expect(after.topics).toEqual({ session: 1 });
  });

  it('H-14 arm nothing in a hub where nothing happens', async () => {
    const workspace = newWorkspace();
    await figuresOf(workspace);
    await hubOf(workspace).monitor(workspace, { hours: 1 });
    expect(await jobsOf(workspace)).toEqual([]);
  });

  it('H-13 counts a connection that the hub closed though somebody looked before its close was over', async () => {
    const workspace = newWorkspace();
    const revoked = owner(workspace);
    const client = await connect(workspace, revoked);
    await runInDurableObject(hubStub(workspace), async (hub: ClientHub) => {
      await hub.disconnectPrincipal(revoked.id);
      expect((await hub.figures(workspace)).connections).toMatchObject({ current: 0, total: 1 });
    });
    await until(() => client.closed !== null);
    await until(async () => (await figuresOf(workspace)).connections.disconnections === 1);
  });
});
