import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { ack, inbound, outcome } from './testing/facts.ts';
import { TestRoom } from './testing/test-room.ts';
import { until } from './testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};

describe('eviction of the room', () => {
  it('S-1 keeps status, code and wish', async () => {
    const room = await new TestRoom().create();
    const host = await room.link();
    const qr = { qr: 'code-1', attempt: 1, maxAttempts: 6, expiresAt: new Date().toISOString() };
    await host.tell({ type: 'qr', ...qr });
    const before = await room.state();
    await room.evict();
    expect(await room.state()).toEqual(before);
    expect(before).toMatchObject({ status: 'qr', qr: 'code-1', qrAttempt: 1 });
  });

  it('H-1 keeps the link: frames go on in both directions', async () => {
    const { room, host } = await linkedRoom();
    await room.evict();
    expect(await host.tell(inbound('K1'))).toMatchObject({ n: host.n });
    await room.evict();
    await room.send();
    await host.command();
  });

  it('M-4 keeps a queued message and dispatches it once', async () => {
    const room = await new TestRoom().create();
    const host = await room.link();
    await room.send();
    await room.evict();
    await host.ready();
    await room.evict();
    await host.ready();
    await host.command();
    expect(host.commands()).toHaveLength(1);
  });

  it('M-4 keeps a dispatched message: its outcome and acks still count', async () => {
    const { room, host } = await linkedRoom();
    const commandId = newId('cmd');
    const receipt = await room.send({ commandId });
    const { command } = await host.command();
    await room.evict();
    await host.tell(outcome(commandId, 'handed_over'));
    await room.evict();
    await host.tell(ack(command.keyId as string, 2));
    expect(await room.send({ commandId })).toMatchObject({ value: { status: 'delivered', isSettled: true } });
    if (receipt.ok) expect((await room.message(receipt.value.messageId)).status).toBe('delivered');
  });

  it('M-4 resends after an eviction that cut the link between dispatch and outcome', async () => {
    const { room, host } = await linkedRoom();
    await room.send();
    const first = await host.command();
    await room.evict('close');
    const again = await room.link({ ...host, n: host.n });
    expect(await again.command()).toEqual(first);
  });

  it('S-1 notices a link that went down with the object', async () => {
    const { room } = await linkedRoom();
    await room.evict('close');
    await room.state();
    await room.runJob('link-lost');
    expect(await room.state()).toMatchObject({ status: 'disconnected', reason: { code: 'host_lost' } });
  });

  it('H-6 tells the hub what was stored before the eviction, once', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1'));
    await room.evict();
    await host.rows([{ n: host.n, at: new Date().toISOString(), fact: inbound('K1') }]);
    await room.evict();
    await room.runJob('outbox');
    const events = await until(
      () => room.events('message.received'),
      (list) => list.length > 0,
    );
    expect(events).toHaveLength(1);
    expect(await room.sql('SELECT * FROM _outbox')).toEqual([]);
  });
});

describe('an object that was never created', () => {
  it('S-3 answers not_found to everything and writes nothing', async () => {
    const room = new TestRoom();
    const refused = { ok: false, code: 'not_found' };
    expect(await room.stub.state()).toEqual(refused);
    expect(await room.send()).toEqual(refused);
    expect(await room.stub.control('start', 'req_0000000000')).toEqual(refused);
    expect(await room.stub.listMessages({ limit: 10 })).toEqual(refused);
    expect(await room.stub.isHeldBy(newId('hst'), 1)).toBe(false);
    expect((await room.upgrade(newId('hst'), 1)).status).toBe(404);
    expect(await room.sql('SELECT name FROM sqlite_master')).toEqual([]);
  });

  it('S-3 is a no-op when created again and a conflict under other ids', async () => {
    const room = await new TestRoom().create();
    const init = { workspaceId: room.workspaceId, sessionId: room.sessionId, name: 'Other', isDefault: false };
    expect(await room.stub.create(init)).toMatchObject({ ok: true, value: { name: 'Shop', isDefault: true } });
    expect(await room.stub.create({ ...init, sessionId: newId('ses') })).toMatchObject({ ok: false, code: 'conflict' });
  });
});
