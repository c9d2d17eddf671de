import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import type { HubItem, SessionState } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { HubRelay } from './hub-relay.ts';
import {
  connect,
  event,
  hubOf,
  hubStub,
  newWorkspace,
  owner,
  producer,
  relayStub,
  type TestClient,
  until,
} from '../client-hub/hub.fixture.ts';

/** WAQTOR_HUB_SOCKETS of the tests. */
const SOCKETS = 20;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

const relayRow = (workspace: string) =>
  runInDurableObject(
    hubStub(workspace),
    (_, state) =>
      state.storage.sql.exec<{ relay: number; is_ready: number; cursor: number }>('SELECT * FROM relays').toArray()[0],
  );
const held = (workspace: string) => runInDurableObject(hubStub(workspace), (_, state) => state.getWebSockets().length);

const stateOf = (sessionId: string): SessionState => ({
  sessionId,
  name: 'Shop',
  isDefault: true,
  desired: 'running',
  status: 'starting',
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
});

/** A hub that is full, its relay ready, and one client that was placed there. */
const overflow = async (workspace: string): Promise<{ atHub: TestClient[]; atRelay: TestClient }> => {
  const atHub: TestClient[] = [];
  for (let i = 0; i < SOCKETS; i++) atHub.push(await connect(workspace));
  await until(async () => (await relayRow(workspace))?.is_ready === 1);
  const atRelay = await connect(workspace);
  expect(await held(workspace)).toBe(SOCKETS);
  return { atHub, atRelay };
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe('relays', () => {
  it('H-1 gives clients at hub and relay the same events at the same positions', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event(), event());
    const { atHub, atRelay } = await overflow(workspace);
    const clients = [atHub[0] as TestClient, atRelay];
    for (const client of clients) await client.subscribe(['all']);
    for (let i = 0; i < 5; i++) await room.append(event());
    for (const client of clients) {
      await until(() => client.events.length === 5);
      expect(client.seqs).toEqual(range(3, 7));
      expect(client.position(2)).toBe(7);
    }
    const [first, second] = await Promise.all(clients.map((client) => client.next('welcome')));
    expect(first?.logId).toBe(second?.logId);
  });

  it('H-6 serves a resume at the relay from before the relay was there', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    for (let i = 0; i < 6; i++) await room.append(...Array.from({ length: 100 }, () => event()));
    const { atRelay } = await overflow(workspace);
    const { logId } = await atRelay.next('welcome');
    atRelay.send({ type: 'subscribe', topics: ['all'], since: 10, logId });
    await room.append(event());
    await until(() => atRelay.events.length === 591);
    expect(atRelay.seqs).toEqual(range(11, 601));
  });

  it('H-11 hands ephemeral events to the clients of a relay', async () => {
    const workspace = newWorkspace();
    const { atRelay } = await overflow(workspace);
    await atRelay.subscribe(['all']);
    await producer(workspace).append(event({ type: 'session.stats', data: { sent: 1 } }));
    await until(() => atRelay.events.length === 1);
    expect(atRelay.events[0]).toMatchObject({ type: 'session.stats', data: { sent: 1 } });
  });

  it('H-4 shows at a relay what the hub knows of the sessions, also after a change beside any event', async () => {
    const workspace = newWorkspace();
    await overflow(workspace);
    const [sessionId, producerId, generation] = [newId('ses'), newId('ses'), newId('sto')];
    const shown = () =>
      runInDurableObject(relayStub(workspace, 1), (_, { storage }) => {
        const row = storage.sql.exec<{ body: string }>('SELECT body FROM relay_sessions').toArray()[0];
        return (JSON.parse(row?.body ?? '[]') as { sessionId: string }[]).map((session) => session.sessionId);
      });
    const append = (item: Omit<HubItem, 'event'>) =>
      hubOf(workspace).append(workspace, { producerId, generation, items: [{ event: null, ...item }] });
    await append({ n: 1, session: stateOf(sessionId) });
    await until(async () => (await shown()).includes(sessionId));
    await append({ n: 2, removedSessionId: sessionId });
    await until(async () => !(await shown()).includes(sessionId));
  });

  it('H-1 keeps position and topics of a relay’s clients through eviction of relay and hub', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const { atRelay } = await overflow(workspace);
    await atRelay.subscribe(['message']);
    await room.append(event());
    await until(() => atRelay.events.length === 1);
    await evictDurableObject(relayStub(workspace, 1));
    await evictDurableObject(hubStub(workspace));
    await room.append(event(), event());
    await until(() => atRelay.events.length === 3);
    expect(atRelay.seqs).toEqual([1, 2, 3]);
  });

  it('H-6 loses nothing when a relay does not answer for a while', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const { atRelay } = await overflow(workspace);
    await atRelay.subscribe(['all']);
    vi.spyOn(HubRelay.prototype, 'relay')
      .mockRejectedValueOnce(new Error('away'))
      .mockRejectedValueOnce(new Error('away'));
    await room.append(event(), event());
    await room.append(event());
    await until(async () => {
      await runDurableObjectAlarm(hubStub(workspace));
      return atRelay.events.length === 3;
    });
    expect(atRelay.seqs).toEqual([1, 2, 3]);
  });

  it('H-6 tells a gap to the clients of a relay that the log has left behind', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event());
    const { atRelay } = await overflow(workspace);
    await atRelay.subscribe(['all']);
    const away = vi.spyOn(HubRelay.prototype, 'relay').mockRejectedValue(new Error('away'));
    await room.append(event(), event(), event());
    await until(() => away.mock.calls.length > 0);
    await runInDurableObject(hubStub(workspace), (_, state) => {
      state.storage.sql.exec('DELETE FROM events WHERE seq <= 3');
      state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'relay'`);
    });
    await evictDurableObject(hubStub(workspace));
    away.mockRestore();
    await room.append(event());
    await until(async () => {
      await runDurableObjectAlarm(hubStub(workspace));
      return atRelay.events.length === 2;
    });
    expect(atRelay.of('gap')).toEqual([{ type: 'gap', from: 2, to: 3 }]);
    expect(atRelay.seqs).toEqual([4, 5]);
  });

  it('H-2 closes the sockets of a revoked principal at relays too', async () => {
    const workspace = newWorkspace();
    await overflow(workspace);
    const revoked = owner(workspace);
    const client = await connect(workspace, revoked);
    expect(await hubOf(workspace).disconnectPrincipal(revoked.id)).toBe(1);
    await until(() => client.closed !== null);
    expect(client.closed?.code).toBe(4401);
  });

  it('H-1 gives up a relay without sockets after an hour, and tells who is still there', async () => {
    const workspace = newWorkspace();
    const { atRelay } = await overflow(workspace);
    await runInDurableObject(relayStub(workspace, 1), (relay) => relay.retire());
    await until(() => atRelay.closed !== null);
    expect(atRelay.of('going_away')).toHaveLength(1);
    expect(atRelay.closed).toEqual({ code: 1012, reason: 'going_away' });
    await runInDurableObject(hubStub(workspace), (_, state) => {
      state.storage.sql.exec('UPDATE relays SET used_at = 0, connections = 0');
    });
    await evictDurableObject(hubStub(workspace));
    await producer(workspace).append(event());
    await until(async () => (await relayRow(workspace)) === undefined);
  });

  it('H-6 tells a client that filters what it was compared with before it tells it a gap', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const { atRelay } = await overflow(workspace);
    await atRelay.subscribe(['session']);
    await room.append(event(), event());
    await until(async () => (await relayRow(workspace))?.cursor === 2);
    const away = vi.spyOn(HubRelay.prototype, 'relay').mockRejectedValue(new Error('away'));
    await room.append(event(), event());
    await until(() => away.mock.calls.length > 0);
    await runInDurableObject(hubStub(workspace), (_, state) => {
      state.storage.sql.exec('DELETE FROM events WHERE seq <= 3');
      state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'relay'`);
    });
    await evictDurableObject(hubStub(workspace));
    away.mockRestore();
    await until(async () => {
      await runDurableObjectAlarm(hubStub(workspace));
      return atRelay.of('gap').length === 1;
    });
    expect(atRelay.of('events')[0]).toMatchObject({ events: [], prev: 0, upTo: 2 });
    expect(atRelay.of('gap')).toEqual([{ type: 'gap', from: 3, to: 3 }]);
  });

  it('H-1 places no socket at a relay that does not take its events', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    const { atHub } = await overflow(workspace);
    const { logId } = await (atHub[0] as TestClient).next('welcome');
    const away = vi.spyOn(HubRelay.prototype, 'relay').mockRejectedValue(new Error('away'));
    await room.append(event(), event());
    await until(() => away.mock.calls.length > 0);
    const returning = await connect(workspace);
    returning.send({ type: 'subscribe', topics: ['all'], since: 2, logId });
    await room.append(event());
    await until(() => returning.events.length > 0);
    expect(returning.of('gap')).toEqual([]);
    expect(returning.seqs).toEqual([3]);
  });

  it('H-6 tells no gap to a client that comes from the hub and has more than the copy yet', async () => {
    const workspace = newWorkspace();
    const room = producer(workspace);
    await room.append(event());
    const { atHub } = await overflow(workspace);
    const { logId } = await (atHub[0] as TestClient).next('welcome');
    // A call that hangs: the copy stands still, and nobody knows it yet.
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const { relay } = HubRelay.prototype;
    vi.spyOn(HubRelay.prototype, 'relay').mockImplementation(async function (this: HubRelay, batch) {
      await gate;
      return relay.call(this, batch);
    });
    await room.append(event(), event());
    const returning = await connect(workspace);
    expect(await held(workspace)).toBe(SOCKETS);
    returning.send({ type: 'subscribe', topics: ['all'], since: 3, logId });
    await returning.next('subscribed');
    goOn();
    await room.append(event());
    await until(() => returning.events.length === 1);
    expect(returning.of('gap')).toEqual([]);
    expect(returning.seqs).toEqual([4]);
    expect(returning.of('events').at(-1)).toMatchObject({ prev: 3, upTo: 4 });
  });

  it('H-1 takes sockets though a relay that is given up did not answer', async () => {
    const workspace = newWorkspace();
    await overflow(workspace);
    await runInDurableObject(relayStub(workspace, 1), (relay) => relay.retire());
    await runInDurableObject(hubStub(workspace), (_, state) => {
      state.storage.sql.exec('UPDATE relays SET used_at = 0, connections = 0');
    });
    await evictDurableObject(hubStub(workspace));
    const retire = vi.spyOn(HubRelay.prototype, 'retire').mockRejectedValue(new Error('away'));
    await producer(workspace).append(event());
    await until(() => retire.mock.calls.length > 0);
    const client = await connect(workspace);
    expect(client.closed).toBeNull();
  });

  it('H-1 gives up relays of a workspace where nothing happens any more', async () => {
    const workspace = newWorkspace();
    await overflow(workspace);
    await runInDurableObject(relayStub(workspace, 1), (relay) => relay.retire());
    await runInDurableObject(hubStub(workspace), (_, state) => {
      state.storage.sql.exec('UPDATE relays SET used_at = 0');
      state.storage.sql.exec(`UPDATE _schedule SET due_at = 0 WHERE job = 'snapshot'`);
      state.storage.sql.exec(`INSERT OR IGNORE INTO _schedule (job, due_at) VALUES ('snapshot', 0)`);
    });
    await evictDurableObject(hubStub(workspace));
    await until(async () => {
      await runDurableObjectAlarm(hubStub(workspace));
      return (await relayRow(workspace)) === undefined;
    });
  });
});
