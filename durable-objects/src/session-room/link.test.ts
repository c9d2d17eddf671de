import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { ack, inbound, outcome } from './testing/facts.ts';
import { TestRoom } from './testing/test-room.ts';
import { until } from './testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};

describe('host link', () => {
  it('H-16 refuses an epoch below the known one and keeps the holder', async () => {
    const room = await new TestRoom().create();
    const lease = await room.lease();
    await room.link(lease);
    await room.sql('UPDATE session SET epoch = 7');
    expect((await room.upgrade(lease.hostId, 6)).status).toBe(403);
    expect(await room.stub.isHeldBy(lease.hostId, 7)).toBe(true);
    expect(await room.stub.isHeldBy(lease.hostId, 6)).toBe(false);
  });

  it('H-16 refuses an epoch that HostFleet did not issue', async () => {
    const room = await new TestRoom().create();
    const lease = await room.lease();
    const refused = await room.upgrade(lease.hostId, lease.epoch + 1);
    expect([refused.status, await refused.json()]).toEqual([403, { code: 'not_lease_holder' }]);
  });

  it('H-16 refuses another host under the epoch of the holder', async () => {
    const { room, host } = await linkedRoom();
    expect((await room.upgrade(newId('hst'), host.epoch)).status).toBe(403);
  });

  it('H-12 closes the older socket of the same lease with 4409 and serves the newer', async () => {
    const { room, host } = await linkedRoom();
    const newer = await room.link({ ...host, n: host.n });
    expect(await host.socket.closed()).toEqual({ code: 4409, reason: 'replaced' });
    await room.send();
    await newer.command();
  });

  it('M-4 sends a dispatched command again to the same store after a cut, and to it alone', async () => {
    const { room, host } = await linkedRoom();
    await room.send();
    const first = await host.command();
    await room.cut(host);
    const again = await room.link({ ...host, n: host.n });
    expect(await again.command()).toEqual(first);
    await again.tell(outcome(first.command.id, 'sent'));
    await room.cut(again);
    const third = await room.link({ ...host, n: again.n });
    await third.ready();
    expect(third.commands()).toEqual([]);
  });

  it('M-4 does not send again what an ack proved to be sent', async () => {
    const { room, host } = await linkedRoom();
    await room.send();
    const { command } = await host.command();
    await host.tell(ack(command.keyId as string, 1));
    await room.cut(host);
    const again = await room.link({ ...host, n: host.n });
    await again.ready();
    expect(again.commands()).toEqual([]);
  });

  it('M-4 never sends to another store what was dispatched: unknown, data loss, and a question', async () => {
    const { room, host } = await linkedRoom();
    const receipt = await room.send();
    const { command } = await host.command();
    await room.cut(host);
    const lease = await room.lease(host.hostId, newId('sto'));
    expect(lease.epoch).toBe(host.epoch + 1);
    const other = await room.link(lease);
    await other.ready();
    const question = await other.command();
    expect(question.command.payload).toMatchObject({ kind: 'reconcile', targetCommandId: command.id });
    expect(other.commands()).toHaveLength(1);
    if (receipt.ok) expect((await room.message(receipt.value.messageId)).status).toBe('unknown');
    const [loss] = await until(
      () => room.events('session.data_loss'),
      (list) => list.length === 1,
    );
    expect(loss?.data.storeId).toBe(lease.storeId);
    await other.tell(ack(command.keyId as string, 2));
    const types = await room.messageEvents((list) => list.includes('message.delivered'));
    expect(types).toEqual(['message.accepted', 'message.failed', 'message.sent', 'message.delivered']);
  });

  it('M-4 keeps the marks of both stores: rows of the second begin at 1 and the first goes on', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('A1'), inbound('A2'));
    const other = await room.linkAs(...(await leaseOfOther(room, host.hostId)));
    other.hello();
    expect((await other.socket.next('hello')).lastEvent).toBe(0);
    expect(await other.tell(inbound('B1'))).toMatchObject({ n: 1 });
    const back = await room.linkAs(host.hostId, other.epoch, host.storeId, host.n);
    back.hello();
    expect((await back.socket.next('hello')).lastEvent).toBe(host.n);
  });

  it('H-16 ignores unknown frame types and fields, answers a bad frame with error, and goes on', async () => {
    const { host } = await linkedRoom();
    host.socket.send({ type: 'weather', degrees: 30 });
    host.socket.send('no json');
    expect((await host.socket.next('error')).code).toBe('frame_invalid');
    host.socket.send({ type: 'events', events: 'none' });
    await until(
      () => host.socket.of('error').length,
      (count) => count === 2,
    );
    expect(await host.tell({ ...inbound('K1'), flavour: 'new' })).toEqual({ type: 'ack', n: host.n });
    expect(host.socket.closedWith).toBeNull();
  });

  it('H-16 answers the ping without a hello and refuses events before it', async () => {
    const room = await new TestRoom().create();
    const { hostId, epoch, storeId } = await room.lease();
    const host = await room.linkAs(hostId, epoch, storeId);
    host.socket.send('{"type":"ping"}');
    await until(
      () => host.socket.frames as { type: string }[],
      (frames) => frames.some(({ type }) => type === 'pong'),
    );
    host.socket.send({ type: 'events', events: [{ n: 1, at: new Date().toISOString(), fact: inbound('K1') }] });
    expect((await host.socket.next('error')).code).toBe('frame_invalid');
    expect(await room.sql('SELECT * FROM messages')).toEqual([]);
  });

  it('S-1 is disconnected/host_lost after the grace and back with the next hello', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    expect((await room.state()).status).toBe('ready');
    await room.runJob('link-lost');
    expect(await room.state()).toMatchObject({ status: 'disconnected', reason: { code: 'host_lost' } });
    await room.link({ ...host, n: host.n });
    expect(await room.state()).toMatchObject({ status: 'ready', reason: null, clientInfo: { name: 'Shop' } });
  });

  it('S-1 stays stopped with its reason when the host of a session at rest goes away', async () => {
    const { room, host } = await linkedRoom();
    await host.tell({ type: 'state', status: 'stopped', reason: 'qr_expired', clientInfo: null });
    await room.cut(host);
    await room.runJob('link-lost');
    expect(await room.state()).toMatchObject({ status: 'stopped', reason: { code: 'qr_expired' } });
  });

  it('S-1 loses nothing while the host is back within the grace', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    await room.link({ ...host, n: host.n });
    await room.runJob('link-lost');
    expect((await room.state()).status).toBe('ready');
  });
});

const leaseOfOther = async (room: TestRoom, hostId: string): Promise<[string, number, string]> => {
  const lease = await room.lease(hostId, newId('sto'));
  return [lease.hostId, lease.epoch, lease.storeId];
};
