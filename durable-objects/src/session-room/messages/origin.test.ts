import { unwrap, type SendOrigin } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { ack, inbound, outcome } from '../testing/facts.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const KEY: SendOrigin = { kind: 'api', id: 'key_shop' };
const MEMBER: SendOrigin = { kind: 'dashboard', id: 'usr_noura' };
const PHONE = { kind: 'phone', id: null };

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};

/** Our own words as the page shows them to the host. */
const seen = (keyId: string, more: Parameters<typeof inbound>[1] = {}) =>
  inbound(keyId, {
    waMessageId: `true_966500000002@c.us_${keyId}`,
    fromMe: true,
    from: '966500000001@c.us',
    to: '966500000002@c.us',
    ...more,
  });

describe('who sent a message', () => {
  it('M-1 keeps who asked for a send with the message, its chat and every event about it', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ origin: KEY });
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'sent'), ack(command.keyId as string, 3));
    expect((await room.message(id)).origin).toEqual(KEY);
    expect((await room.chat()).lastMessage?.origin).toEqual(KEY);
    await room.messageEvents((types) => types.includes('message.read'));
    const told = (await room.events()).filter(({ type }) => type.startsWith('message.'));
    expect(told.map(({ type, data }) => [type, data.origin])).toEqual(
      ['message.accepted', 'message.sent', 'message.delivered', 'message.read'].map((type) => [type, KEY]),
    );
  });

  it('M-1 names the sender of a message that failed', async () => {
    const { room, host } = await linkedRoom();
    await room.sent({ origin: MEMBER });
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'failed', { code: 'engine_refused' }));
    const [failed] = await until(
      () => room.events('message.failed'),
      (list) => list.length === 1,
    );
    expect(failed?.data.origin).toEqual(MEMBER);
  });

  it('M-1 does not take a send for one of the phone when the page shows it before the outcome', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ origin: MEMBER });
    const { command } = await host.command();
    await host.tell(seen(command.keyId as string, { ack: 1 }));
    expect(await room.message(id)).toMatchObject({ status: 'sent', origin: MEMBER });
    await host.tell(outcome(command.id, 'sent'));
    expect((await room.message(id)).origin).toEqual(MEMBER);
    expect(unwrap(await room.stub.listMessages({ limit: 10 })).data).toHaveLength(1);
  });

  it('M-1 knows its own send in the backfill of another host, even after the command is forgotten', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ origin: KEY });
    const { command } = await host.command();
    await room.cut(host);
    await room.sql('DELETE FROM commands');
    await room.evict();
    const next = await room.link({ ...host, storeId: newId('sto'), n: 0 });
    await next.tell(seen(command.keyId as string, { backfilled: true }));
    expect((await room.message(id)).origin).toEqual(KEY);
    expect(unwrap(await room.stub.listMessages({ limit: 10, origin: 'phone' })).data).toEqual([]);
  });

  it('M-1 keeps the first who asked when a command is repeated by somebody else', async () => {
    const { room } = await linkedRoom();
    const commandId = newId('cmd');
    const id = await room.sent({ commandId, origin: KEY });
    expect(await room.sent({ commandId, origin: MEMBER })).toBe(id);
    expect((await room.message(id)).origin).toEqual(KEY);
  });

  it('M-6 tells what was written on the phone from what came in', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1'), seen('K2'));
    const { data } = unwrap(await room.stub.listMessages({ limit: 10 }));
    expect(data.map(({ direction, origin }) => [direction, origin])).toEqual([
      ['outbound', PHONE],
      ['inbound', null],
    ]);
    const [accepted] = await until(
      () => room.events('message.accepted'),
      (list) => list.length === 1,
    );
    expect(accepted?.data.origin).toEqual(PHONE);
  });

  it('M-6 filters by origin', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1', { body: 'in' }), seen('K2', { body: 'phone' }));
    await room.send({ text: 'key', origin: KEY });
    await room.send({ text: 'member', origin: MEMBER });
    await room.send({ text: 'bot', origin: { kind: 'bot', id: null } });
    await room.send({ text: 'of before' });
    const bodies = async (origin: 'phone' | 'api' | 'dashboard' | 'bot' | 'campaign') =>
      unwrap(await room.stub.listMessages({ limit: 10, origin })).data.map(({ body }) => body);
    expect(await bodies('phone')).toEqual(['phone']);
    expect(await bodies('api')).toEqual(['key']);
    expect(await bodies('dashboard')).toEqual(['member']);
    expect(await bodies('bot')).toEqual(['bot']);
    expect(await bodies('campaign')).toEqual([]);
  });

  it('M-6 does not guess who sent a message of before it was kept', async () => {
    const { room } = await linkedRoom();
    expect((await room.message(await room.sent())).origin).toBeNull();
  });

  it('C-4 refuses a campaign outside its lane, and the lane to everybody else', async () => {
    const { room } = await linkedRoom();
    const refused = { ok: false, code: 'validation_failed', details: { pointer: '/origin' } };
    const campaign: SendOrigin = { kind: 'campaign', id: 'cmp_spring' };
    expect(await room.send({ lane: 'api', origin: campaign })).toMatchObject(refused);
    expect(await room.send({ lane: 'campaign', origin: KEY })).toMatchObject(refused);
    expect(await room.sql('SELECT 1 FROM messages')).toEqual([]);
    const id = await room.sent({ lane: 'campaign', origin: campaign });
    expect((await room.message(id)).origin).toEqual(campaign);
  });

  it('C-4 lets an answer of a member or the bot travel as a reply without changing who sent it', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1', { timestamp: new Date().toISOString() }));
    const id = await room.sent({ origin: { kind: 'bot', id: null } });
    expect(await room.sql('SELECT lane FROM commands')).toEqual([{ lane: 'reply' }]);
    expect((await room.message(id)).origin).toEqual({ kind: 'bot', id: null });
  });
});
