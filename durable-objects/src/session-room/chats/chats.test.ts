import { unwrap } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { inbound, outcome, PEER } from '../testing/facts.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const chatId = '966500000002@c.us';
const now = () => new Date().toISOString();
/** A linked session with one chat. */
const chattingRoom = async () => {
  const room = await new TestRoom().create();
  const host = await room.ready();
  await host.tell(inbound('K1'));
  return { room, host };
};
const kinds = (host: Awaited<ReturnType<typeof chattingRoom>>['host']) =>
  host.commands().map(({ command }) => command.payload);

describe('changeChat', () => {
  it('M-3 holds at once, in the room and the workspace inbox, and tells the phone of archive and block', async () => {
    const { room, host } = await chattingRoom();
    const handoverUntil = new Date(Date.now() + 60_000).toISOString();
    const change = { isArchived: true, isBlocked: true, isResolved: true, assignedTo: 'usr_a', handoverUntil };
    expect(unwrap(await room.stub.changeChat(chatId, change, 'r'))).toMatchObject(change);
    await host.command(1);
    expect(kinds(host)).toEqual([
      { kind: 'archive', chatId, isArchived: true },
      { kind: 'block', chatId, isBlocked: true },
    ]);
    await room.evict();
    expect(await room.chat()).toMatchObject(change);
  });

  it('M-3 tells nothing that is so already, and takes back what the phone did not hear yet', async () => {
    const { room, host } = await chattingRoom();
    await room.stub.changeChat(chatId, { isArchived: false, assignedTo: null }, 'r');
    await room.cut(host);
    for (const isArchived of [true, false, true]) await room.stub.changeChat(chatId, { isArchived }, 'r');
    const again = await room.link({ ...host, n: host.n });
    await again.command();
    expect(kinds(again)).toEqual([{ kind: 'archive', chatId, isArchived: true }]);
  });

  it('M-3 is taken back by the next message of the other side, not by an old one that backfill finds', async () => {
    const { room, host } = await chattingRoom();
    await room.stub.changeChat(chatId, { isArchived: true, isResolved: true, assignedTo: 'usr_a' }, 'r');
    await host.tell(inbound('K0', { backfilled: true, timestamp: '2026-11-01T09:00:00.000Z' }));
    expect(await room.chat()).toMatchObject({ isArchived: true, isResolved: true });
    await host.tell(inbound('K2', { timestamp: now() }));
    expect(await room.chat()).toMatchObject({ isArchived: false, isResolved: false, assignedTo: 'usr_a' });
    expect(Date.now() - Date.parse((await room.chat()).lastInboundAt as string)).toBeLessThan(60_000);
  });

  it('M-3 shows again what the phone has, when it refuses or was never told', async () => {
    const { room, host } = await chattingRoom();
    await room.stub.changeChat(chatId, { isArchived: true, isBlocked: true }, 'r');
    const block = (await host.command(1)).command;
    await host.tell(outcome(block.id, 'failed', { code: 'engine_refused' }));
    expect(await room.chat()).toMatchObject({ isArchived: true, isBlocked: false });
    // Refused late: what was wished for since stands.
    await room.stub.changeChat(chatId, { isArchived: false }, 'r');
    await room.stub.changeChat(chatId, { isArchived: true }, 'r');
    const [archive] = host.commands();
    await host.tell(outcome(archive!.command.id, 'failed', { code: 'engine_refused' }));
    expect(await room.chat()).toMatchObject({ isArchived: true });
    await room.cut(host);
    await room.stub.changeChat(chatId, { isBlocked: true }, 'r');
    await room.sql("UPDATE commands SET not_after = 1 WHERE state = 'queued'");
    await room.runJob('expire');
    expect(await room.chat()).toMatchObject({ isBlocked: false });
  });

  it('M-3 blocks people, not groups', async () => {
    const { room, host } = await chattingRoom();
    const group = '120363000000000001@g.us';
    await host.tell(inbound('G1', { chatId: group, isGroup: true, author: chatId }));
    expect(await room.stub.changeChat(group, { isBlocked: true }, 'r')).toMatchObject({ code: 'unsupported' });
    expect(await room.stub.changeChat(group, { isArchived: true, isBlocked: false }, 'r')).toMatchObject({ ok: true });
  });

  it('M-3 follows the phone, and answers not_found for a chat without a row', async () => {
    const { room, host } = await chattingRoom();
    await host.tell({ type: 'chat_flags', chatId, isArchived: true }, { type: 'chat_flags', chatId, isBlocked: true });
    expect(await room.chat()).toMatchObject({ isArchived: true, isBlocked: true });
    await host.tell({ type: 'chat_flags', chatId: '966500000009@c.us', isArchived: true });
    const refused = { ok: false, code: 'not_found' };
    expect(await room.stub.getChat('966500000009@c.us')).toEqual(refused);
    expect(await room.stub.changeChat('966500000009@c.us', { isResolved: true }, 'r')).toEqual(refused);
  });

  it('S-10 stays with a conversation whose two ids turn out to be one', async () => {
    const { room, host } = await chattingRoom();
    const lid = '111222333444555@lid';
    await host.tell(inbound('L1', { chatId: lid, from: lid, peer: { phone: null, lid: null, name: 'Guest' } }));
    await room.stub.changeChat(lid, { assignedTo: 'usr_b', isBlocked: true }, 'r');
    await room.stub.addNote(lid, { id: newId('not'), text: 'by lid', author: null, createdAt: now() });
    await host.tell({ type: 'identity', phone: '966500000002', lid: '111222333444555' });
    expect(await room.chat()).toMatchObject({ assignedTo: 'usr_b', isBlocked: true });
    expect(unwrap(await room.stub.listNotes(chatId)).map(({ text }) => text)).toEqual(['by lid']);
  });
});

describe('notes', () => {
  it('M-3 are listed newest first, once each, at most 200, and removed', async () => {
    const { room } = await chattingRoom();
    const notes = Array.from({ length: 202 }, (_, i) => ({
      id: newId('not'),
      text: `note ${i}`,
      author: { id: 'usr_a', name: 'A' },
      createdAt: new Date(1_800_000_000_000 + i).toISOString(),
    }));
    for (const note of notes) await room.stub.addNote(chatId, note);
    const last = notes[201] as (typeof notes)[number];
    expect(unwrap(await room.stub.addNote(chatId, { ...last, text: 'another' }))).toEqual(last);
    const listed = unwrap(await room.stub.listNotes(chatId));
    expect(listed).toEqual(notes.slice(2).reverse());
    expect(await room.stub.removeNote(chatId, last.id)).toEqual({ ok: true, value: null });
    expect(await room.stub.removeNote(chatId, last.id)).toEqual({ ok: false, code: 'not_found' });
    expect(await room.stub.addNote('966500000009@c.us', last)).toEqual({ ok: false, code: 'not_found' });
  });
});

describe('typing', () => {
  it('M-3 is shown while the session is ready, and otherwise nothing happens', async () => {
    const { room, host } = await chattingRoom();
    await room.stub.typing(chatId, 'recording', 'r');
    expect((await host.command()).command.payload).toEqual({ kind: 'typing', chatId, state: 'recording' });
    await room.cut(host);
    expect(await room.stub.typing(chatId, 'composing', 'r')).toEqual({ ok: true, value: null });
    const again = await room.link({ ...host, n: host.n });
    await again.tell(inbound('K2'));
    expect(again.commands().map(({ command }) => command.payload.kind)).not.toContain('composing');
    expect(await room.sql("SELECT id FROM commands WHERE state = 'queued'")).toEqual([]);
  });

  it('M-5 of the other side is told now and kept nowhere, and not when it is old', async () => {
    const { room, host } = await chattingRoom();
    const fact = { type: 'typing', chatId, state: 'composing', peer: PEER };
    const old = { n: host.n + 1, at: '2026-11-01T10:00:00.000Z', fact };
    await host.rows([old]);
    await room.runJob('outbox');
    await room.sql('CREATE TABLE told (item TEXT)');
    await room.sql('CREATE TRIGGER spy AFTER INSERT ON _outbox BEGIN INSERT INTO told VALUES (NEW.item); END');
    await host.rows([{ n: host.n + 2, at: now(), fact }]);
    const told = (await room.sql('SELECT item FROM told')).map(({ item }) => JSON.parse(item as string) as object);
    expect(told).toMatchObject([{ event: { type: 'message.typing', data: { chatId, state: 'composing' } } }]);
    await room.runJob('outbox');
    await until(
      () => room.events('message.received'),
      (list) => list.length === 1,
    );
    expect(await room.events('message.typing')).toEqual([]);
  });
});
