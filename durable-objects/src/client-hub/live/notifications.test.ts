import type { NotificationNews, NotificationView, Principal, ServerFrame, WaqtorEvent } from '@waqtor/contracts';
import { notificationIdOf } from '@waqtor/core/deterministic-id';
import { newId } from '@waqtor/core/id';
import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { notify } from '../../shared/notify.ts';
import { newTeam } from '../../session-room/testing/test-team.ts';
import { connect, hubOf, hubStub, newWorkspace, objectsEnv, owner, until } from '../hub.fixture.ts';

const newsFor = (userId: string, unread: number): NotificationNews => ({
  userId,
  unread,
  notification: {
    id: notificationIdOf('fact', userId) as NotificationView['id'],
    type: 'info',
    code: 'custom',
    params: { title: 'Hello' },
    title: 'Hello',
    body: '',
    icon: null,
    link: null,
    read: false,
    count: 1,
    createdAt: new Date().toISOString(),
    updatedAt: new Date().toISOString(),
  },
});
type Client = Awaited<ReturnType<typeof connect>>;
const toldTo = (client: Client): string[] =>
  client
    .of('events')
    .flatMap(({ events }) => events as WaqtorEvent[])
    .filter(({ type }) => type.startsWith('notification.'))
    .map(({ type, data }) => `${type} ${data.unread as number}`);
const stateOf = (client: Client): number[] =>
  client.of('state').map((frame) => (frame as Extract<ServerFrame, { type: 'state' }>).unreadNotifications);
const member = (workspaceId: string, id: string, change: Partial<Principal> = {}): Principal =>
  owner(workspaceId, { id, ...change });

describe('live notifications', () => {
  it('N-3 reach the connections of their reader alone: not other people with the same rights, nor a key', async () => {
    const workspaceId = newWorkspace();
    const [mine, other] = [newId('usr'), newId('usr')];
    const keyOfMine = member(workspaceId, newId('key'), { kind: 'key' });
    const clients = await Promise.all(
      [member(workspaceId, mine), member(workspaceId, mine), member(workspaceId, other), keyOfMine].map((principal) =>
        connect(workspaceId, principal),
      ),
    );
    await Promise.all(clients.map((client) => client.subscribe(['all', 'notifications'])));
    await hubOf(workspaceId).tellNotifications(workspaceId, [newsFor(mine, 3)]);
    await until(() => clients.slice(0, 2).every((client) => toldTo(client).length === 1));
    // What comes to everybody later would come after it.
    await hubOf(workspaceId).tellNotifications(workspaceId, [{ userId: other, notification: null, unread: 7 }]);
    await until(() => toldTo(clients[2]!).length === 1);
    expect(clients.map(toldTo)).toEqual([
      ['notification.new 3'],
      ['notification.new 3'],
      ['notification.changed 7'],
      [],
    ]);
  });

  it('N-3 reach their reader at a relay too, and nobody else there', async () => {
    const workspaceId = newWorkspace();
    const [mine, other] = [newId('usr'), newId('usr')];
    const isRelayReady = () =>
      runInDurableObject(
        hubStub(workspaceId),
        (_, state) => state.storage.sql.exec('SELECT relay FROM relays WHERE is_ready = 1').toArray().length > 0,
      );
    // As many as a hub holds in these tests.
    for (let socket = 0; socket < 20; socket++) await connect(workspaceId);
    await until(isRelayReady);
    const [atRelay, stranger] = [
      await connect(workspaceId, member(workspaceId, mine)),
      await connect(workspaceId, member(workspaceId, other)),
    ];
    expect(await runInDurableObject(hubStub(workspaceId), (_, state) => state.getWebSockets().length)).toBe(20);
    for (const client of [atRelay, stranger]) await client.subscribe(['all']);
    await hubOf(workspaceId).tellNotifications(workspaceId, [newsFor(mine, 4)]);
    await until(() => toldTo(atRelay).length === 1);
    await hubOf(workspaceId).tellNotifications(workspaceId, [newsFor(other, 1)]);
    await until(() => toldTo(stranger).length === 1);
    expect([atRelay, stranger].map(toldTo)).toEqual([['notification.new 4'], ['notification.new 1']]);
  });

  it('N-3 of two readers within one tick: each gets the last number of their own', async () => {
    const workspaceId = newWorkspace();
    const [one, two] = [newId('usr'), newId('usr')];
    const clients = await Promise.all([one, two].map((id) => connect(workspaceId, member(workspaceId, id))));
    await Promise.all(clients.map((client) => client.subscribe(['notification'])));
    const changed = (userId: string, unread: number): NotificationNews => ({ userId, notification: null, unread });
    await hubOf(workspaceId).tellNotifications(workspaceId, [
      changed(one, 1),
      changed(one, 2),
      changed(two, 5),
      changed(one, 3),
    ]);
    await until(() => clients.every((client) => toldTo(client).length > 0));
    expect(clients.map((client) => toldTo(client).at(-1))).toEqual([
      'notification.changed 3',
      'notification.changed 5',
    ]);
  });

  it('N-3 are kept nowhere: neither the log nor a webhook has them', async () => {
    const workspaceId = newWorkspace();
    await hubOf(workspaceId).tellNotifications(workspaceId, [newsFor(newId('usr'), 1)]);
    expect(await hubOf(workspaceId).readEvents({ after: 0, limit: 10 })).toMatchObject({ data: [], lastSeq: 0 });
  });

  it('H-4 state tells the number of the reader, also after it changed and after an eviction', async () => {
    const workspaceId = newWorkspace();
    const [mine = '', other = ''] = await newTeam(workspaceId, 'owner', 'admin');
    const fact = {
      workspaceId,
      audience: { userId: mine },
      code: 'custom',
      params: { title: 'x' },
      link: null,
      at: new Date(),
    } as const;
    await notify(objectsEnv, { ...fact, factId: newId('evt') });
    await notify(objectsEnv, { ...fact, factId: newId('evt') });
    const client = await connect(workspaceId, member(workspaceId, mine));
    const stranger = await connect(workspaceId, member(workspaceId, other));
    const key = await connect(workspaceId, member(workspaceId, mine, { kind: 'key' }));
    expect([client, stranger, key].map(stateOf)).toEqual([[2], [0], [0]]);
    await notify(objectsEnv, { ...fact, factId: newId('evt') });
    client.send({ type: 'get_state' });
    await until(() => stateOf(client).length === 2);
    await evictDurableObject(hubStub(workspaceId));
    client.send({ type: 'get_state' });
    await until(() => stateOf(client).length === 3);
    expect(stateOf(client)).toEqual([2, 3, 3]);
  });
});
