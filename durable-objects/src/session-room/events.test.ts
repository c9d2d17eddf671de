import { unwrap, type ClientHubRpc } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { ack, inbound } from './testing/facts.ts';
import { bindings } from './testing/test-control.ts';
import { TestRoom } from './testing/test-room.ts';
import { until } from './testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const row = (n: number, fact: unknown) => ({ n, at: '2026-11-01T10:00:00.000Z', fact });
const messages = (room: TestRoom) => room.sql('SELECT id FROM messages');

describe('events of the host', () => {
  it('M-5 tells an inbound message once, however often its rows and its copy come', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1'));
    await host.rows([row(host.n, inbound('K1'))]);
    await host.tell(inbound('K1', { backfilled: true }));
    await host.tell(inbound('K2'));
    const types = await room.messageEvents((list) => list.length >= 2);
    expect(types).toEqual(['message.received', 'message.received']);
    expect(await messages(room)).toHaveLength(2);
  });

  it('H-16 skips rows it has and takes the rest of a frame that overlaps', async () => {
    const { room, host } = await linkedRoom();
    const { n } = await host.tell(inbound('K1'), inbound('K2'));
    expect(await host.rows([row(n, inbound('K2')), row(n + 1, inbound('K3'))])).toMatchObject({ n: n + 1 });
    expect(await host.rows([row(n, inbound('K2'))])).toMatchObject({ n: n + 1 });
    expect(await messages(room)).toHaveLength(3);
  });

  it('H-16 takes nothing after a hole, asks to resend, and takes the resent rows', async () => {
    const { room, host } = await linkedRoom();
    const { n } = await host.tell(inbound('K1'));
    expect(await host.rows([row(n + 1, inbound('K2')), row(n + 3, inbound('K4'))])).toMatchObject({ n: n + 1 });
    expect((await host.socket.next('error')).code).toBe('conflict');
    await host.rows([row(n + 2, inbound('K3')), row(n + 3, inbound('K4'))]);
    expect(await messages(room)).toHaveLength(4);
  });

  it('H-16 takes rows of a frame that came too early only after those before it', async () => {
    const { room, host } = await linkedRoom();
    const late = [row(host.n + 1, inbound('K1'))];
    const early = [row(host.n + 2, inbound('K2'))];
    expect(await host.rows(early)).toMatchObject({ n: host.n });
    expect(await host.rows(late)).toMatchObject({ n: host.n + 1 });
    expect(await host.rows(early)).toMatchObject({ n: host.n + 2 });
    expect(await messages(room)).toHaveLength(2);
  });

  it('H-16 is not jammed by rows that are gone at the host for good', async () => {
    const { room, host } = await linkedRoom();
    const gone = [row(host.n + 5, inbound('K5'))];
    await host.rows(gone);
    await host.rows(gone);
    expect((await host.socket.closed()).code).toBe(1012);
    const again = await room.link({ ...host, n: host.n });
    expect(await again.rows(gone)).toMatchObject({ n: host.n + 5 });
    expect(await messages(room)).toHaveLength(1);
  });

  it('H-16 believes a host that was told of more than the room remembers', async () => {
    const room = await new TestRoom().create();
    const { hostId, epoch, storeId } = await room.lease();
    const host = await room.linkAs(hostId, epoch, storeId, 500);
    host.hello({ lastEventAcked: 500 });
    expect((await host.socket.next('hello')).lastEvent).toBe(500);
    expect(await host.tell(inbound('K1'))).toMatchObject({ n: 501 });
  });

  it('H-16 puts a poison and an unknown fact aside, acknowledges them as rejected and goes on', async () => {
    const { room, host } = await linkedRoom();
    const from = host.n;
    const answer = await host.tell(
      inbound('K1'),
      { type: 'message', keyId: 5 },
      { type: 'from_the_future' },
      inbound('K2'),
    );
    expect(answer).toMatchObject({ n: from + 4, rejected: [from + 2, from + 3] });
    expect(await messages(room)).toHaveLength(2);
    expect(await room.sql('SELECT n FROM quarantine ORDER BY n')).toEqual([{ n: from + 2 }, { n: from + 3 }]);
  });

  it('H-16 puts a row with a bad time aside instead of refusing its frame', async () => {
    const { host } = await linkedRoom();
    const n = host.n + 1;
    expect(await host.rows([{ n, at: 'yesterday', fact: inbound('K1') }])).toMatchObject({ n, rejected: [n] });
  });

  it('H-16 rolls back a fact that cannot be stored, alone', async () => {
    const { room, host } = await linkedRoom();
    await room.sql(
      "CREATE TRIGGER bad BEFORE INSERT ON messages WHEN NEW.body = 'bad' BEGIN SELECT RAISE(ABORT, 'x'); END",
    );
    const answer = await host.tell(inbound('K1'), inbound('K2', { body: 'bad' }), inbound('K3'));
    expect(answer.rejected).toEqual([host.n - 1]);
    expect(await messages(room)).toHaveLength(2);
    const types = await room.messageEvents((list) => list.length >= 2);
    expect(types).toHaveLength(2);
  });

  it('M-4 applies an ack that came before its message', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(ack('P1', 2), inbound('P1', { fromMe: true, from: '966500000001@c.us', to: '966500000002@c.us' }));
    const types = await room.messageEvents((list) => list.includes('message.delivered'));
    expect(types).toEqual(['message.accepted', 'message.sent', 'message.delivered']);
  });

  it('M-5 tells a reaction, an edit once, and a deletion once with the text gone', async () => {
    const { room, host } = await linkedRoom();
    const chatId = '966500000002@c.us';
    await host.tell(inbound('K1'));
    const peer = { phone: '966500000002', lid: null, name: null };
    await host.tell({ type: 'reaction', targetKeyId: 'K1', chatId, emoji: '👍', peer });
    const edit = { type: 'edit', keyId: 'K1', chatId, body: 'changed' };
    const revoke = { type: 'revoke', keyId: 'K1', chatId };
    await host.tell(edit, edit, revoke, revoke);
    const types = await room.messageEvents((list) => list.includes('message.deleted'));
    expect(types).toEqual(['message.received', 'message.reaction', 'message.edited', 'message.deleted']);
    expect(await room.sql('SELECT body FROM messages')).toEqual([{ body: '' }]);
  });

  it('M-6 counts unread in the inbox, keeps the newest message on top, and clears it when seen', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(
      inbound('K2', { body: 'newest', timestamp: '2026-11-01T10:00:05.000Z' }),
      inbound('K1', { body: 'older', backfilled: true, timestamp: '2026-11-01T09:00:00.000Z' }),
    );
    const hub = bindings.CLIENT_HUB.getByName(`${room.workspaceId}/hub`) as unknown as ClientHubRpc;
    const chats = (unread: number) =>
      until(
        async () => unwrap(await hub.listChats({ limit: 10 })).data,
        (data) => data[0]?.unreadCount === unread,
      );
    expect(await chats(2)).toMatchObject([{ lastMessage: { preview: 'newest' } }]);
    await room.stub.markSeen('966500000002@c.us', 'req_0000000000');
    expect(await chats(0)).toHaveLength(1);
    expect((await host.command()).command.payload).toEqual({ kind: 'mark_seen', chatId: '966500000002@c.us' });
  });

  it('S-10 knows a contact first seen by lid again when its phone is learnt', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1', { peer: { phone: null, lid: '111222333', name: 'Guest' } }));
    await host.tell(inbound('K2', { peer: { phone: '966500000002', lid: '111222333', name: null } }));
    expect(await room.sql('SELECT phone, lid, name FROM contacts')).toEqual([
      { phone: '966500000002', lid: '111222333', name: 'Guest' },
    ]);
  });

  it('M-2 hands out an inbound medium only when its upload is complete', async () => {
    const { room, host } = await linkedRoom();
    const media = { mimetype: 'image/png', filename: null, sizeBytes: null };
    await host.tell(inbound('K1', { kind: 'image', media }));
    const [{ id } = { id: '' }] = (await room.sql('SELECT id FROM media')) as { id: string }[];
    await room.stub.putMedia({ id, r2Key: `${room.workspaceId}/x`, ...media });
    expect(await room.stub.getMedia(id)).toEqual({ ok: false, code: 'not_found' });
    await host.tell({ type: 'media', keyId: 'K1', state: 'ready', sizeBytes: 7 });
    expect(await room.stub.getMedia(id)).toMatchObject({ ok: true, value: { sizeBytes: 7 } });
  });
});
