import { unwrap } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { inbound, outcome, PEER } from '../testing/facts.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const chatId = '966500000002@c.us';
const ME = { phone: '966500000001', lid: null, name: null };

/** A session with one own message that WhatsApp took. */
const sentRoom = async () => {
  const room = await new TestRoom().create();
  const host = await room.ready();
  const messageId = await room.sent({ text: 'first' });
  const { command } = await host.command();
  await host.tell(outcome(command.id, 'sent'));
  return { room, host, messageId, keyId: command.keyId as string };
};
type Action = Parameters<TestRoom['stub']['changeMessage']>[0]['action'];
const change = (room: TestRoom, messageId: string, action: Action, more = {}) =>
  room.stub.changeMessage({ messageId, action, commandId: newId('cmd'), requestId: 'r', waitMs: 0, ...more });
const edit = (text: string): Action => ({ kind: 'edit', text });
const eventsOf = (room: TestRoom, type: string, count: number) =>
  until(
    () => room.events(type),
    (list) => list.length >= count,
  );

describe('changeMessage', () => {
  it('M-3 edits: the answer is the new text, told once though the fact comes back', async () => {
    const { room, host, messageId, keyId } = await sentRoom();
    const changing = change(room, messageId, edit('second'), { waitMs: 5_000 });
    const { command } = await host.command(1);
    expect(command).toMatchObject({ keyId: null, payload: { kind: 'edit', text: 'second' } });
    await host.tell(outcome(command.id, 'done'));
    expect(unwrap(await changing)).toMatchObject({ body: 'second', editedAt: expect.any(String) as string });
    await host.tell({ type: 'edit', keyId, chatId, body: 'second' }, inbound('K1'));
    await eventsOf(room, 'message.received', 1);
    expect(await room.events('message.edited')).toHaveLength(1);
  });

  it('M-3 takes the fact for the outcome when it is first', async () => {
    const { room, host, messageId, keyId } = await sentRoom();
    const changing = change(room, messageId, { kind: 'delete', for: 'everyone' }, { waitMs: 5_000 });
    const { command } = await host.command(1);
    await host.tell({ type: 'revoke', keyId, chatId }, outcome(command.id, 'done'));
    expect(unwrap(await changing)).toMatchObject({ body: '', deletedAt: expect.any(String) as string });
    await host.tell(inbound('K1'));
    await eventsOf(room, 'message.received', 1);
    expect((await room.events('message.deleted')).map(({ data }) => data.for)).toEqual(['everyone']);
  });

  it('M-3 keeps the newest reaction of each person, ours without a contact', async () => {
    const { room, host, messageId, keyId } = await sentRoom();
    const reaction = (emoji: string, peer: object) => ({ type: 'reaction', targetKeyId: keyId, chatId, emoji, peer });
    await change(room, messageId, { kind: 'react', emoji: '👍' });
    const { command } = await host.command(1);
    await host.tell(outcome(command.id, 'done'));
    // Of another moment each: only what is known already makes them one.
    const facts = [reaction('👍', ME), reaction('❤️', PEER), reaction('❤️', PEER)];
    const second = (i: number) => new Date(Date.now() + 1_000 * (i + 1)).toISOString();
    await host.rows(facts.map((fact) => ({ n: ++host.n, at: second(host.n), fact })));
    const theirs = { emoji: '❤️', contactId: (await room.message(messageId)).contact.id };
    expect((await room.message(messageId)).reactions).toEqual([{ emoji: '👍', contactId: null }, theirs]);
    await host.tell(reaction('', ME), reaction('', ME));
    expect((await room.message(messageId)).reactions).toEqual([theirs]);
    const told = await eventsOf(room, 'message.reaction', 3);
    expect(told.map(({ data }) => data.emoji)).toEqual(['👍', '❤️', '']);
  });

  it('M-3 is one order under one command id, and refuses the id with another change', async () => {
    const { room, host, messageId } = await sentRoom();
    const commandId = newId('cmd');
    await change(room, messageId, edit('a'), { commandId });
    await change(room, messageId, edit('a'), { commandId });
    const reused = await change(room, messageId, edit('b'), { commandId });
    expect(reused).toEqual({ ok: false, code: 'idempotency_key_reused' });
    await host.command(1);
    expect(host.commands()).toHaveLength(2);
  });

  it('M-3 refuses what WhatsApp does not let be changed, before anything is sent', async () => {
    const { room, host, messageId } = await sentRoom();
    await host.tell(inbound('K1'));
    const [theirs] = unwrap(await room.stub.listMessages({ limit: 5, direction: 'inbound' })).data;
    const refused = { ok: false, code: 'message_not_changeable' };
    expect(await change(room, theirs?.id ?? '', edit('x'))).toEqual(refused);
    await room.sql('UPDATE messages SET timestamp = timestamp - 900000');
    expect(await change(room, messageId, edit('x'))).toEqual(refused);
    await room.sql('UPDATE messages SET timestamp = timestamp - 216000000');
    expect(await change(room, messageId, { kind: 'delete', for: 'everyone' })).toEqual(refused);
    const waiting = await room.sent({ sendAt: new Date(Date.now() + 60_000).toISOString() });
    expect(await change(room, waiting, { kind: 'react', emoji: '👍' })).toEqual(refused);
    expect(await change(room, newId('msg'), edit('x'))).toEqual({ ok: false, code: 'not_found' });
    expect(host.commands()).toHaveLength(1);
  });

  it('M-3 passes on why the host refused, and changes nothing', async () => {
    const { room, host, messageId } = await sentRoom();
    const changing = change(room, messageId, edit('x'), { waitMs: 5_000 });
    const { command } = await host.command(1);
    await host.tell(outcome(command.id, 'failed', { code: 'message_not_changeable' }));
    expect(await changing).toEqual({ ok: false, code: 'message_not_changeable' });
    expect(await room.message(messageId)).toMatchObject({ body: 'first', editedAt: null });
  });

  it('M-3 waits for a host that is away, and is told anew where the host lost its store', async () => {
    const { room, host, messageId } = await sentRoom();
    await room.cut(host);
    expect(unwrap(await change(room, messageId, edit('x'), { waitMs: 5_000 })).body).toBe('first');
    const again = await room.link({ ...host, n: host.n });
    const { command } = await again.command();
    await room.cut(again);
    const other = await room.link({ ...host, storeId: newId('sto'), n: 0 });
    await other.ready();
    expect((await other.command()).command).toEqual(command);
    await other.tell(outcome(command.id, 'done'));
    expect((await room.message(messageId)).body).toBe('x');
  });

  it('M-3 refuses while no phone is linked', async () => {
    const { room, messageId } = await sentRoom();
    await room.stub.control('stop', 'r');
    expect(await change(room, messageId, edit('x'))).toEqual({ ok: false, code: 'session_not_linked' });
  });
});
