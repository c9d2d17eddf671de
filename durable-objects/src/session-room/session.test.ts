import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { inbound, outcome } from './testing/facts.ts';
import { TestRoom } from './testing/test-room.ts';
import { until } from './testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const statuses = async (room: TestRoom, isRight: (list: unknown[]) => boolean) =>
  until(async () => (await room.events('session.status')).map(({ data }) => data.status), isRight);
const state = (status: string, reason: string | null = null) => ({ type: 'state', status, reason, clientInfo: null });

describe('session', () => {
  it('S-1 tells real changes only', async () => {
    const { room, host } = await linkedRoom();
    await host.ready();
    await host.tell(state('degraded'), state('degraded'), state('disconnected', 'network'));
    expect(await statuses(room, (list) => list.includes('disconnected'))).toEqual([
      'ready',
      'degraded',
      'disconnected',
    ]);
  });

  it('S-1 restarts a healthy login without a code, a disconnection or a lost name', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(state('disconnected', 'restarting'), state('connecting', 'restarting'));
    expect((await room.state()).clientInfo).toMatchObject({ name: 'Shop' });
    await host.ready();
    expect(await statuses(room, (list) => list.length >= 4)).toEqual(['ready', 'starting', 'connecting', 'ready']);
  });

  it('S-2 shows the newest code while it is to be scanned and forgets it with the next status', async () => {
    const room = await new TestRoom().create();
    const host = await room.link();
    const qr = (attempt: number) => ({
      type: 'qr' as const,
      qr: `code-${attempt}`,
      attempt,
      maxAttempts: 6,
      expiresAt: '2026-11-01T10:00:00.000Z',
    });
    await host.tell(qr(1), qr(2));
    expect(await room.state()).toMatchObject({ status: 'qr', qr: 'code-2', qrAttempt: 2, qrMaxAttempts: 6 });
    await host.tell(state('connecting'));
    expect(await room.state()).toMatchObject({ qr: null, qrAttempt: null, qrExpiresAt: null });
  });

  it('S-2 answers the pairing code that the host got', async () => {
    const room = await new TestRoom().create();
    const host = await room.link();
    await host.tell(state('qr'));
    const asking = room.stub.pairingCode('966500000001', 'req_0000000000');
    const { command } = await host.command();
    const value = { code: 'ABCD-1234', expiresAt: '2026-11-01T10:00:00.000Z' };
    await host.tell(outcome(command.id, 'done', { value }));
    expect(await asking).toEqual({ ok: true, value });
  });

  it('S-2 refuses a pairing code for a linked session and without a host', async () => {
    const { room, host } = await linkedRoom();
    expect(await room.stub.pairingCode('966500000001', 'r')).toMatchObject({ ok: false, code: 'conflict' });
    await room.cut(host);
    expect(await room.stub.pairingCode('966500000001', 'r')).toMatchObject({ ok: false, code: 'unavailable' });
  });

  it('S-3 stops and starts through the host, and tells the wish in the next hello', async () => {
    const { room, host } = await linkedRoom();
    expect(await room.stub.control('stop', 'r')).toMatchObject({ value: { desired: 'stopped', status: 'ready' } });
    expect((await host.command()).command.payload).toEqual({ kind: 'stop' });
    await host.tell(state('stopped', 'stopped_by_operator'));
    await room.cut(host);
    const again = await room.linkAs(host.hostId, host.epoch, host.storeId, host.n);
    again.hello();
    expect((await again.socket.next('hello')).desired).toBe('stopped');
    expect(await room.stub.control('start', 'r')).toMatchObject({ value: { desired: 'running', status: 'starting' } });
    const kinds = await until(
      () => again.commands().map(({ command }) => command.payload.kind),
      (list) => list.includes('start'),
    );
    expect(kinds.at(-1)).toBe('start');
  });

  it('S-3 orders a start from a host that was away, also when the wish was to run already', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(state('stopped', 'logged_out'));
    await room.cut(host);
    expect(await room.stub.control('start', 'r')).toMatchObject({ value: { desired: 'running', status: 'starting' } });
    const again = await room.link({ ...host, n: host.n });
    expect((await again.command()).command.payload).toEqual({ kind: 'start' });
  });

  it('S-3 logs out at once when the host is away and has the login removed when it is back', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    expect(await room.stub.control('logout', 'r')).toMatchObject({
      value: { status: 'stopped', reason: { code: 'logged_out' }, clientInfo: null },
    });
    const again = await room.link({ ...host, n: host.n });
    expect((await again.command()).command.payload).toEqual({ kind: 'logout' });
  });

  it('S-3 orders a logout and the start after it again from the next host, when the one that was told never answered', async () => {
    const { room, host } = await linkedRoom();
    await room.stub.control('logout', 'r');
    await room.stub.control('start', 'r');
    await host.command(1);
    await room.cut(host);
    const next = await room.link({ hostId: host.hostId, epoch: host.epoch, storeId: newId('sto') });
    await next.command(1);
    expect(next.commands().map(({ command }) => command.payload)).toEqual([{ kind: 'logout' }, { kind: 'start' }]);
  });

  it('S-3 counts what was sent, received and failed', async () => {
    const { room, host } = await linkedRoom();
    await room.send();
    await room.send();
    const first = await host.command(0);
    const second = await host.command(1);
    await host.tell(
      inbound('K1'),
      outcome(first.command.id, 'sent'),
      outcome(second.command.id, 'failed', { code: 'engine_refused' }),
    );
    const stats = { sent: 1, received: 1, failed: 1, queued: 0, sentToday: 1, receivedToday: 1 };
    expect((await room.state()).stats).toEqual(stats);
  });

  it('S-6 registers itself with the fleet, which learns a changed wish', async () => {
    const room = await new TestRoom().create();
    const { control } = await room.lease();
    await room.stub.control('stop', 'r');
    await control.next('assign', ({ leases }) =>
      leases.some(({ sessionId, desired }) => sessionId === room.sessionId && desired === 'stopped'),
    );
  });
});

describe('messages of the session', () => {
  it('M-6 pages newest first without a repeat or a hole while messages come in', async () => {
    const { room, host } = await linkedRoom();
    const at = (i: number) => `2026-11-01T10:00:0${Math.floor(i / 2)}.000Z`;
    await host.tell(...Array.from({ length: 7 }, (_, i) => inbound(`K${i}`, { body: String(i), timestamp: at(i) })));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await room.stub.listMessages({ limit: 2, ...(cursor ? { cursor } : {}) });
      if (!page.ok) throw new Error(page.code);
      seen.push(...page.value.data.map(({ body }) => body));
      cursor = page.value.nextCursor ?? undefined;
      expect(page.value.hasMore).toBe(cursor !== undefined);
      await host.tell(inbound(`N${seen.length}`, { timestamp: '2026-11-02T10:00:00.000Z' }));
    } while (cursor);
    expect(new Set(seen).size).toBe(7);
    expect(seen.slice(0, 1)).toEqual(['6']);
  });

  it('M-6 lists what arrived later in the same second as newer, and a backfilled message by its time', async () => {
    const { room, host } = await linkedRoom();
    const receipt = await room.send({ text: 'question' });
    if (!receipt.ok) throw new Error(receipt.code);
    const second = Math.floor(Date.parse(receipt.value.timestamp) / 1000) * 1000;
    const time = (ms: number) => ({ timestamp: new Date(second + ms).toISOString() });
    await host.tell(
      inbound('K1', { body: 'answer', ...time(0) }),
      inbound('K2', { body: 'old', backfilled: true, ...time(-60_000) }),
    );
    const page = await room.stub.listMessages({ limit: 10 });
    expect(page.ok && page.value.data.map(({ body }) => body)).toEqual(['answer', 'question', 'old']);
    const rest = await room.stub.listMessages({ limit: 1, since: time(-60_000).timestamp });
    if (!rest.ok || rest.value.nextCursor === null) throw new Error('There is a second page.');
    const next = await room.stub.listMessages({ limit: 10, cursor: rest.value.nextCursor });
    expect(next.ok && next.value.data.map(({ body }) => body)).toEqual(['question', 'old']);
    const chats = await room.sql('SELECT last_message_id, body FROM chats JOIN messages ON id = last_message_id');
    expect(chats).toMatchObject([{ body: 'answer' }]);
  });

  it('M-6 filters by chat, direction, status and time, and refuses a foreign cursor', async () => {
    const { room, host } = await linkedRoom();
    await room.send({ text: 'out' });
    await host.tell(inbound('K1'), inbound('K2', { chatId: '966500000003@c.us', body: 'third' }));
    const bodies = async (query: object) => {
      const page = await room.stub.listMessages({ limit: 10, ...query });
      return page.ok ? page.value.data.map(({ body }) => body) : page.code;
    };
    expect(await bodies({ chatId: '966500000003@c.us' })).toEqual(['third']);
    expect(await bodies({ direction: 'outbound' })).toEqual(['out']);
    expect(await bodies({ status: 'queued' })).toEqual(['out']);
    expect(await bodies({ since: '2026-11-01T10:00:00.001Z', direction: 'inbound' })).toEqual([]);
    expect(await bodies({ cursor: 'x' })).toBe('invalid_cursor');
  });

  it('M-6 finds a message by our id and by that of WhatsApp, and quotes by either', async () => {
    const { room, host } = await linkedRoom();
    const fact = inbound('K1');
    await host.tell(fact);
    const found = await room.message(fact.waMessageId);
    expect(await room.message(found.id)).toEqual(found);
    await room.send({ quotedMessageId: found.id });
    expect((await host.command()).command.payload).toMatchObject({ quotedWaMessageId: fact.waMessageId });
    expect(await room.send({ quotedMessageId: 'msg_0000000000' })).toMatchObject({
      ok: false,
      code: 'validation_failed',
    });
  });
});
