import { MAX_OPEN_ACKS } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { ack, inbound } from '../testing/facts.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
/** A host whose store is new answers the room; the room's hello. */
const newStore = async (room: TestRoom, hostId: string) => {
  const host = await room.link(await room.lease(hostId, newId('sto')));
  return { host, hello: await host.socket.next('hello') };
};
/** So many seconds after an hour ago, as WhatsApp tells times. */
const startClock = () => {
  const start = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;
  return (seconds: number) => ({ timestamp: new Date(start + seconds * 1000).toISOString() });
};

describe('high-water marks', () => {
  it('S-8 tell a new store the last message seen, whatever was queued since', async () => {
    const at = startClock();
    const { room, host } = await linkedRoom();
    const first = await host.socket.next('hello');
    expect(first).toMatchObject({ lastMessageAt: null, openAcks: [] });
    const future = { timestamp: new Date(Date.now() + 3_600_000).toISOString() };
    await host.tell(inbound('K2', at(5)), inbound('K1', { ...at(1), backfilled: true }), inbound('K3', future));
    await room.cut(host);
    await room.send();
    const { hello } = await newStore(room, host.hostId);
    expect(hello.lastMessageAt).toBe(at(5).timestamp);
  });

  it('S-8 tell own messages whose ack is not final, newest first, and no others', async () => {
    const at = startClock();
    const { room, host } = await linkedRoom();
    await room.send();
    const { command } = await host.command();
    await host.tell(ack(command.keyId as string, 1));
    const now = Date.now();
    const phone = (keyId: string, level: number, agoMs: number) =>
      inbound(keyId, { fromMe: true, ack: level, timestamp: new Date(now - agoMs).toISOString() });
    await host.tell(
      phone('P2', 2, 60_000),
      phone('P3', 3, 61_000),
      phone('OLD', 1, 73 * 3_600_000),
      inbound('IN', at(0)),
    );
    await room.send();
    await host.command(1);
    await room.cut(host);
    await room.send();
    const { hello } = await newStore(room, host.hostId);
    const keys = (await room.sql('SELECT key_id FROM messages WHERE command_id IS NOT NULL ORDER BY rowid')).map(
      ({ key_id }) => key_id,
    );
    expect(hello.openAcks?.map(({ keyId, ack: level }) => [keyId, level])).toEqual([
      [keys[1], 0],
      [keys[0], 1],
      ['P2', 2],
    ]);
  });

  it('S-8 tell at most 500 open acks, found by index', async () => {
    const { room, host } = await linkedRoom();
    await room.sql(`WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 600)
      INSERT INTO messages (id, chat_id, direction, sender, recipient, contact_id, type, body, status, timestamp, key_id)
      SELECT 'msg_' || n, 'c', 'outbound', '', '', '', 'text', '', 'sent', ${Date.now()} - n, 'K' || n FROM i`);
    const { hello } = await newStore(room, host.hostId);
    expect(hello.openAcks).toHaveLength(MAX_OPEN_ACKS);
    expect(hello.openAcks?.[0]?.keyId).toBe('K1');
    const plan = async (query: string) =>
      (await room.sql(`EXPLAIN QUERY PLAN ${query}`)).map(({ detail }) => detail).join();
    expect(await plan('SELECT MAX(timestamp) FROM messages WHERE command_id IS NULL AND timestamp <= 9')).toContain(
      'messages_seen',
    );
    expect(
      await plan(`SELECT key_id FROM messages WHERE direction = 'outbound' AND ack < 3
        AND status IN ('pending', 'sent', 'delivered', 'unknown') AND timestamp > 1 ORDER BY timestamp DESC LIMIT 5`),
    ).toMatch(/^SEARCH messages USING (COVERING )?INDEX messages_open_acks/);
  });
});

describe('backfill of a new store', () => {
  it('S-8 doubles nothing, sends nothing again, and says what it found', async () => {
    const at = startClock();
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1', at(1)), inbound('K2', at(2)));
    const receipt = await room.send();
    const { command } = await host.command();
    await host.tell(ack(command.keyId as string, 1));
    await room.cut(host);
    const { host: other } = await newStore(room, host.hostId);
    await other.ready();
    const own = inbound(command.keyId as string, { fromMe: true, ack: 2, backfilled: true, ...at(3) });
    await other.tell(
      inbound('K1', { backfilled: true, ...at(1) }),
      inbound('K2', { backfilled: true, ...at(2) }),
      own,
      inbound('K3', { backfilled: true, ...at(4) }),
      ack(command.keyId as string, 3),
    );
    expect(other.commands()).toEqual([]);
    const types = await room.messageEvents((list) => list.includes('message.read'));
    expect(types.sort()).toEqual(
      ['received', 'received', 'received', 'accepted', 'sent', 'delivered', 'read']
        .map((type) => `message.${type}`)
        .sort(),
    );
    const received = (await room.events('message.received')).map(({ data }) => data.backfilled);
    expect(received).toEqual([false, false, true]);
    expect((await room.state()).stats).toMatchObject({ received: 3, sent: 1 });
    if (receipt.ok) expect((await room.message(receipt.value.messageId)).status).toBe('read');
    expect(await room.sql('SELECT COUNT(*) AS n FROM messages')).toEqual([{ n: 4 }]);
  });

  it('S-8 does not call unread what was there when the chat was seen, nor put an old message on top', async () => {
    const { room, host } = await linkedRoom();
    const now = Date.now();
    const ago = (ms: number) => ({ timestamp: new Date(now - ms).toISOString(), backfilled: true });
    await host.tell(inbound('K1', { ...ago(60_000), backfilled: false }));
    await room.stub.markSeen('966500000002@c.us', 'r');
    await host.tell(inbound('K0', { ...ago(120_000), body: 'old' }));
    expect(await unread(room)).toEqual([{ unread: 0, body: 'hello' }]);
    await host.tell(inbound('K2', { ...ago(-60_000), body: 'new' }));
    expect(await unread(room)).toEqual([{ unread: 1, body: 'new' }]);
    await until(
      () => room.events('message.received'),
      (list) => list.length === 3,
    );
  });
});

const unread = (room: TestRoom) =>
  room.sql('SELECT unread, body FROM chats JOIN messages ON messages.id = last_message_id');
