import { unwrap } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { inbound, outcome, PEER } from '../testing/facts.ts';
import { text } from '../testing/payloads.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const chatId = '120363000000000001@g.us';
const ME = { phone: '966500000001', lid: null, name: 'Shop' };
const group = (more: object = {}) => ({
  type: 'group',
  chatId,
  subject: 'Team',
  description: null,
  participants: [{ peer: ME, id: '966500000001@c.us', isAdmin: true, isMe: true }],
  isAnnouncement: false,
  isMember: true,
  ...more,
});
const notice = (keyId: string, action: string, more: object = {}) => ({
  type: 'group_change',
  keyId,
  chatId,
  action,
  participants: [PEER],
  by: null,
  text: null,
  timestamp: new Date().toISOString(),
  ...more,
});
const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const members = async (room: TestRoom) =>
  unwrap(await room.stub.listGroups({ limit: 10 })).data[0]?.participants.map(({ contact, isAdmin }) => [
    contact.phone,
    isAdmin,
  ]);

describe('groups', () => {
  it('M-6 are asked of the host when it is there, and are what it told last when not', async () => {
    const { room, host } = await linkedRoom();
    const asking = room.stub.getGroup(chatId, 'r');
    const { command } = await host.command();
    expect(command.payload).toEqual({ kind: 'group_info', chatId });
    await host.tell(group(), outcome(command.id, 'done'));
    const shown = unwrap(await asking);
    expect(shown).toMatchObject({ subject: 'Team', participants: [{ contact: { phone: ME.phone }, isMe: true }] });
    await room.cut(host);
    expect(await room.stub.getGroup(chatId, 'r')).toEqual({ ok: true, value: shown });
    expect(await room.stub.getGroup('120363000000000009@g.us', 'r')).toEqual({ ok: false, code: 'not_found' });
  });

  it('M-6 follow the notices about them, told once each though they come again', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(group());
    const add = notice('N1', 'add');
    await host.tell(add, add, notice('N2', 'promote'), notice('N2', 'promote'));
    expect(await members(room)).toEqual([
      [ME.phone, true],
      [PEER.phone, true],
    ]);
    await host.tell(notice('N3', 'remove'), notice('N4', 'subject', { participants: [], text: 'New' }), inbound('K1'));
    expect(await members(room)).toEqual([[ME.phone, true]]);
    expect(unwrap(await room.stub.listGroups({ limit: 1 })).data[0]?.subject).toBe('New');
    await until(
      () => room.events('message.received'),
      (list) => list.length === 1,
    );
    const told = await room.events('message.group');
    expect(told.map(({ data }) => data.action)).toEqual(['add', 'promote', 'remove', 'subject']);
    expect(told[0]?.data).toMatchObject({ chatId, participants: [{ phone: PEER.phone }] });
  });

  it('M-6 tell of 300 people who join at once in events that the log takes, each person once', async () => {
    const { room, host } = await linkedRoom();
    const people = Array.from({ length: 300 }, (_, i) => ({
      phone: `9665001${String(i).padStart(5, '0')}`,
      lid: `1000000000${String(i).padStart(5, '0')}`,
      name: 'ع'.repeat(300),
    }));
    const joined = notice('N1', 'add', { participants: people });
    await host.tell(group(), joined, joined, inbound('K1'));
    await until(
      () => room.events('message.received'),
      (list) => list.length === 1,
    );
    const told = (await room.events('message.group')).flatMap(({ data }) => data.participants as { phone: string }[]);
    expect(told.map(({ phone }) => phone)).toEqual(people.map(({ phone }) => phone));
  });

  it('M-6 are not taken back by a notice of before that backfill finds', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(group(), notice('N0', 'add', { timestamp: '2026-11-01T10:00:00.000Z' }));
    expect(await members(room)).toEqual([[ME.phone, true]]);
  });

  it('S-8 tell a notice that was found later as backfilled, and none that was told before', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(notice('N1', 'add'));
    await host.tell(notice('N1', 'add', { backfilled: true }), notice('N2', 'promote', { backfilled: true }));
    await host.tell(notice('N2', 'promote', { backfilled: true }), inbound('K1'));
    await until(
      () => room.events('message.received'),
      (list) => list.length === 1,
    );
    const told = await room.events('message.group');
    expect(told.map(({ data }) => [data.action, data.backfilled])).toEqual([
      ['add', undefined],
      ['promote', true],
    ]);
  });

  it('M-6 know when we left, and give their chat its name', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(inbound('K1', { chatId, isGroup: true, author: '966500000002@c.us' }), group());
    expect((await room.chat(chatId)).name).toBe('Team');
    await host.tell(notice('N1', 'remove', { participants: [ME] }));
    expect(unwrap(await room.stub.listGroups({ limit: 1 })).data[0]).toMatchObject({
      isMember: false,
      participants: [],
    });
  });

  it('M-6 have their name in the inbox also when we wrote first', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(group());
    await room.sent({ payload: text('hi', chatId) });
    expect((await room.chat(chatId)).name).toBe('Team');
  });

  it('M-6 are listed page by page', async () => {
    const { room, host } = await linkedRoom();
    const ids = [1, 2, 3].map((i) => `12036300000000000${i}@g.us`);
    await host.tell(...ids.map((id) => group({ chatId: id })));
    const first = unwrap(await room.stub.listGroups({ limit: 2 }));
    const next = unwrap(await room.stub.listGroups({ limit: 2, cursor: first.nextCursor as string }));
    expect([...first.data, ...next.data].map((one) => one.chatId)).toEqual(ids);
    expect([first.hasMore, next.hasMore]).toEqual([true, false]);
  });
});
