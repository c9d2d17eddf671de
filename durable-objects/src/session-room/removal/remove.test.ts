import { runInDurableObject } from 'cloudflare:test';
import { unwrap, type ClientHubRpc, type HostFleetRpc } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { fleetName, hubName } from '@waqtor/core/object-name';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ClientHub } from '../../client-hub/client-hub.ts';
import { inbound } from '../testing/facts.ts';
import { bindings } from '../testing/test-control.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const refused = { ok: false, code: 'not_found' };
const tables = async (room: TestRoom) =>
  (await room.sql("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")).map(({ name }) => name);
const hubOf = (room: TestRoom) => bindings.CLIENT_HUB.getByName(hubName(room.workspaceId)) as unknown as ClientHubRpc;
const chatsOf = async (room: TestRoom) => unwrap(await hubOf(room).listChats({ limit: 10 })).data;

/** What the hub's next `state` frame says of the sessions. */
const stateFrame = (room: TestRoom): Promise<{ name: string }[]> =>
  runInDurableObject(bindings.CLIENT_HUB.getByName(hubName(room.workspaceId)), (_hub, { storage }) =>
    storage.sql
      .exec<{ body: string }>('SELECT body FROM sessions')
      .toArray()
      .map(({ body }) => JSON.parse(body) as { name: string }),
  );

afterEach(() => vi.restoreAllMocks());

describe('removal of a session', () => {
  it('S-3 erases everything, closes the host link and answers not_found from then on', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1'));
    expect(await room.stub.remove()).toEqual({ ok: true, value: null });
    await host.socket.closed();
    expect(await tables(room)).toEqual(['tombstone']);
    expect(await room.stub.state()).toEqual(refused);
    expect(await room.send()).toEqual(refused);
    expect(await room.stub.control('start', 'r')).toEqual(refused);
    expect(await room.stub.update({ name: 'x', isDefault: false })).toEqual(refused);
    expect(await room.stub.timeline({ limit: 1 })).toEqual(refused);
    expect(await room.stub.isHeldBy(host.hostId, host.epoch)).toBe(false);
    expect((await room.upgrade(host.hostId, host.epoch)).status).toBe(404);
  });

  it('S-3 leaves a tombstone: it does not come to life again, and a repeat is a no-op', async () => {
    const { room } = await linkedRoom();
    await room.stub.remove();
    const init = { workspaceId: room.workspaceId, sessionId: room.sessionId, name: 'Shop', isDefault: true };
    expect(await room.stub.create(init)).toEqual(refused);
    await room.evict();
    expect(await room.stub.create(init)).toEqual(refused);
    expect(await room.stub.remove()).toEqual({ ok: true, value: null });
    expect(await room.stub.state()).toEqual(refused);
    expect(await tables(room)).toEqual(['tombstone']);
  });

  it('S-3 ends also what was never made, so that a creation under way comes to nothing', async () => {
    const room = new TestRoom();
    expect(await room.stub.remove()).toEqual({ ok: true, value: null });
    await expect(room.create()).rejects.toThrow('not_found');
    expect(await tables(room)).toEqual(['tombstone']);
  });

  it('S-3 erases itself when the fleet says that the session was deleted', async () => {
    const { room, host } = await linkedRoom();
    const fleet = bindings.HOST_FLEET.getByName(fleetName()) as unknown as HostFleetRpc;
    await fleet.removeSession(room.sessionId);
    await room.stub.control('stop', 'r');
    await room.runJob('register');
    await host.socket.closed();
    expect(await room.stub.state()).toEqual(refused);
    await room.runAlarm();
    expect(await tables(room)).toEqual(['tombstone']);
    expect(await stateFrame(room)).toEqual([]);
  });

  it('S-3 tells what became of waiting messages before it is gone, and leaves the inbox without its chats', async () => {
    const { room, host } = await linkedRoom();
    const dispatched = await room.send();
    await host.command();
    await host.tell({ type: 'state', status: 'degraded', reason: 'deaf', clientInfo: null });
    const queued = await room.send();
    await until(
      () => chatsOf(room),
      (chats) => chats.length === 1,
    );
    await room.stub.remove();
    const failed = (await room.events('message.failed')).map(({ data }) => [data.messageId, data.status]);
    if (!dispatched.ok || !queued.ok) throw new Error('Both were accepted.');
    expect(failed).toEqual([
      [queued.value.messageId, 'expired'],
      [dispatched.value.messageId, 'unknown'],
    ]);
    expect((await room.events('session.status')).at(-1)?.data).toMatchObject({ status: 'stopped', desired: 'stopped' });
    expect(await chatsOf(room)).toEqual([]);
  });

  it('S-3 wakes a caller that waits for an outcome', async () => {
    const { room, host } = await linkedRoom();
    const waiting = room.send({ waitMs: 5_000 });
    await host.command();
    await room.stub.remove();
    expect(await waiting).toMatchObject({ ok: true, value: { status: 'unknown' } });
  });

  it('S-3 removes its media from R2', async () => {
    const { room } = await linkedRoom();
    const r2Key = `${room.workspaceId}/picture`;
    await bindings.MEDIA.put(r2Key, 'bytes');
    const media = { id: newId('med'), r2Key, mimetype: 'image/png', filename: null, sizeBytes: 5 };
    await room.stub.putMedia(media);
    await room.stub.remove();
    expect(await bindings.MEDIA.head(r2Key)).toBeNull();
  });

  it('S-3 is gone at once though the hub is away, and erased when the hub has heard it all', async () => {
    const { room } = await linkedRoom();
    await room.send();
    await until(
      () => room.sql('SELECT * FROM commands'),
      (rows) => rows.length > 0,
    );
    await room.runJob('outbox');
    const away = vi.spyOn(ClientHub.prototype, 'append').mockRejectedValue(new Error('away'));
    expect(await room.stub.remove()).toEqual({ ok: true, value: null });
    expect(await room.stub.state()).toEqual(refused);
    expect(await tables(room)).toContain('messages');
    away.mockRestore();
    await room.evict();
    expect(await room.stub.state()).toEqual(refused);
    await room.runAlarm();
    expect(await tables(room)).toEqual(['tombstone']);
    expect(await room.events('message.failed')).toHaveLength(1);
    expect(await chatsOf(room)).toEqual([]);
  });
});

describe('update of a session', () => {
  it('S-3 is stored, and shown in the state frame until the session is removed', async () => {
    const { room } = await linkedRoom();
    const change = { name: 'Branch', isDefault: false };
    expect(await room.stub.update(change)).toMatchObject({ ok: true, value: { ...change, status: 'ready' } });
    await room.evict();
    expect(await room.state()).toMatchObject(change);
    const states = await until(
      () => stateFrame(room),
      (sessions) => sessions[0]?.name === 'Branch',
    );
    expect(states).toHaveLength(1);
    await room.stub.remove();
    expect(await stateFrame(room)).toEqual([]);
  });
});
