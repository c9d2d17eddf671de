import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { unwrap, type ClientHubRpc, type HubBatch, type WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { chat, connect, event, hubOf, hubStub, items, newWorkspace, producer, until } from '../hub.fixture.ts';
import { jobsOf, runJob } from '../monitor/monitor.fixture.ts';

const batch = (from: number, events: Parameters<typeof items>[1], change: Partial<HubBatch> = {}): HubBatch => ({
  producerId: 'ses_0000000000',
  generation: 'sto_0000000000',
  items: items(from, events),
  ...change,
});
const quarantined = (workspace: string) =>
  runInDurableObject(hubStub(workspace), (_, state) =>
    state.storage.sql.exec<{ quarantined: number }>('SELECT quarantined FROM meta').one(),
  );

describe('append', () => {
  it('H-6 gives every kept event the log id and the next seq', async () => {
    const workspace = newWorkspace();
    const hub = hubOf(workspace);
    expect(await hub.append(workspace, batch(1, [event(), event()]))).toEqual({ lastN: 2 });
    const { data, lastSeq } = await hub.readEvents({ after: 0, limit: 10 });
    expect(data.map((one) => one.seq)).toEqual([1, 2]);
    expect(new Set(data.map((one) => one.logId)).size).toBe(1);
    expect(data[0]?.logId).toMatch(/^log_/);
    expect(lastSeq).toBe(2);
  });

  it('H-6 ignores a batch that comes twice', async () => {
    const workspace = newWorkspace();
    const hub = hubOf(workspace);
    const sent = batch(1, [event(), event()]);
    await hub.append(workspace, sent);
    expect(await hub.append(workspace, sent)).toEqual({ lastN: 2 });
    expect((await hub.readEvents({ after: 0, limit: 10 })).data).toHaveLength(2);
  });

  it('H-6 tells nobody again what comes twice, ephemeral events included', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['session']);
    const code = event({ type: 'session.qr', data: { qr: 'x' } });
    await hubOf(workspace).append(workspace, batch(1, [code]));
    await hubOf(workspace).append(workspace, batch(1, [code, event({ type: 'session.status', data: {} })]));
    await until(() => client.events.some((one) => one.type === 'session.status'));
    expect(client.events.map((one) => one.type)).toEqual(['session.qr', 'session.status']);
  });

  it('H-6 takes only the new part of a batch that overlaps', async () => {
    const workspace = newWorkspace();
    const hub = hubOf(workspace);
    const events = [event(), event(), event()];
    await hub.append(workspace, batch(1, events.slice(0, 2)));
    expect(await hub.append(workspace, batch(1, events))).toEqual({ lastN: 3 });
    expect((await hub.readEvents({ after: 0, limit: 10 })).data.map((one) => one.id)).toEqual(
      events.map((one) => one.id),
    );
  });

  it('H-6 starts numbers anew with a generation, without doubling an event of the same id', async () => {
    const workspace = newWorkspace();
    const hub = hubOf(workspace);
    const same = event();
    await hub.append(workspace, batch(1, [same]));
    await hub.append(workspace, batch(1, [same, event()], { generation: 'sto_1111111111' }));
    expect((await hub.readEvents({ after: 0, limit: 10 })).data.map((one) => one.seq)).toEqual([1, 2]);
  });

  it('H-6 quarantines a poison event, counts it and goes on', async () => {
    const workspace = newWorkspace();
    const hub = hubOf(workspace);
    const poison = { ...event(), type: 'NOT A TYPE' };
    const huge = event({ data: { pad: 'x'.repeat(40_000) } });
    const answer = await hub.append(workspace, batch(1, [event(), poison, huge, event()]));
    expect(answer).toEqual({ lastN: 4 });
    expect((await hub.readEvents({ after: 0, limit: 10 })).data.map((one) => one.seq)).toEqual([1, 2]);
    expect(await quarantined(workspace)).toEqual({ quarantined: 2 });
  });

  it('H-6 stores and delivers a type that the catalogue does not know', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['all']);
    await producer(workspace).append(event({ type: 'group.member-joined' }));
    await until(() => client.events.length === 1);
    expect(client.events[0]).toMatchObject({ type: 'group.member-joined', seq: 1 });
  });

  it('H-6 sends ephemeral events without a seq and does not keep them', async () => {
    const workspace = newWorkspace();
    const client = await connect(workspace);
    await client.subscribe(['sessions']);
    await producer(workspace).append(event({ type: 'session.qr', data: { qr: 'x' } }));
    await until(() => client.events.length === 1);
    expect(client.events[0]).not.toHaveProperty('seq');
    expect((await hubOf(workspace).readEvents({ after: 0, limit: 10 })).data).toEqual([]);
  });

  it('H-6 goes on after eviction with the same log, seq and lastN', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event());
    const before = (await hubOf(workspace).readEvents({ after: 0, limit: 1 })).data[0];
    await evictDurableObject(hubStub(workspace));
    await room.append(event());
    const { data } = await hubOf(workspace).readEvents({ after: 0, limit: 10 });
    expect(data.map((one) => one.seq)).toEqual([1, 2]);
    expect(data[1]?.logId).toBe(before?.logId);
  });

  it('H-4 shows the last value of every session in state', async () => {
    const workspace = newWorkspace();
    const sessionId = newId('ses');
    const session = {
      sessionId,
      name: 'Shop',
      isDefault: true,
      desired: 'running' as const,
      status: 'ready' as const,
      since: new Date().toISOString(),
      reason: null,
      recovery: null,
      qr: null,
      qrAttempt: null,
      qrMaxAttempts: null,
      qrExpiresAt: null,
      clientInfo: null,
      hostId: null,
      capabilities: null,
      stats: { sent: 0, received: 0, failed: 0, queued: 0, sentToday: 0, receivedToday: 0 },
    };
    const item = (n: number, name: string) => ({ n, event: null, session: { ...session, name } });
    await hubOf(workspace).append(workspace, batch(1, [], { items: [item(1, 'Shop'), item(2, 'Store')] }));
    const client = await connect(workspace);
    expect((await client.next('state')).sessions).toEqual([{ ...session, name: 'Store' }]);
    client.send({ type: 'get_state' });
    await client.next('state', 2);
  });

  it('M-6 lists the inbox latest first, by pages, and marks a chat as seen', async () => {
    const workspace = newWorkspace();
    const hub = hubOf(workspace);
    const at = (minute: number) => `2026-01-01T00:0${minute}:00.000Z`;
    const chats = [3, 1, 2].map((minute) =>
      chat({ chatId: `96650000000${minute}@c.us`, updatedAt: at(minute), unreadCount: minute }),
    );
    await hub.append(workspace, batch(1, [], { items: chats.map((one, i) => ({ n: i + 1, event: null, chat: one })) }));
    const list = async (query: Parameters<ClientHubRpc['listChats']>[0]) => unwrap(await hub.listChats(query));
    const first = await list({ limit: 2 });
    expect(first.data.map((one) => one.updatedAt)).toEqual([at(3), at(2)]);
    const second = await list({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(second).toMatchObject({ hasMore: false, nextCursor: null });
    expect(second.data.map((one) => one.updatedAt)).toEqual([at(1)]);
    await hub.markChatSeen('ses_0000000000', '966500000003@c.us');
    expect((await list({ limit: 1 })).data[0]?.unreadCount).toBe(0);
    expect((await list({ limit: 5, sessionId: 'ses_9999999999' })).data).toEqual([]);
  });

  it('M-6 refuses a cursor that is not ours', async () => {
    const refused = await hubOf(newWorkspace()).listChats({ limit: 2, cursor: 'nonsense' });
    expect(refused).toMatchObject({ ok: false, code: 'invalid_cursor' });
  });

  it('G-5 forgets a quarantined item after 24 h though nothing else is set aside', async () => {
    const workspace = newWorkspace();
    await producer(workspace).append({ type: 'broken' } as unknown as WaqtorEvent);
    const kept = () =>
      runInDurableObject(hubStub(workspace), (_, state) =>
        state.storage.sql.exec('SELECT at FROM quarantine').toArray(),
      );
    expect(await kept()).toHaveLength(1);
    await runInDurableObject(hubStub(workspace), (_, state) => {
      state.storage.sql.exec('UPDATE quarantine SET at = at - ?', 25 * 60 * 60 * 1000);
    });
    await runJob(workspace, 'quarantine');
    expect(await kept()).toEqual([]);
    expect(await jobsOf(workspace)).not.toContain('quarantine');
  });
});
