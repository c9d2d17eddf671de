import { type Rendering, unwrap } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { inbound, outcome, vote } from '../testing/facts.ts';
import { buttons, poll, text } from '../testing/payloads.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
type Linked = Awaited<ReturnType<typeof linkedRoom>>;
const iso = (ms = 0) => new Date(Date.now() + ms).toISOString();

/** Sends buttons as one of the renderings, and lets WhatsApp take them. */
const ask = async ({ room, host }: Linked, titles: string[], renderedAs: Rendering) => {
  const before = host.commands().length;
  const payload = renderedAs === 'poll' ? poll('Choose', ...titles) : text(titles.join('\n'));
  const id = await room.sent({ payload, interactive: { content: buttons(...titles), renderedAs } });
  const { command } = await host.command(before);
  await host.tell(outcome(command.id, 'sent'));
  return { id, keyId: command.keyId as string };
};
const received = async (room: TestRoom, count: number) => {
  const events = await until(
    () => room.events('message.received'),
    (list) => list.length >= count,
  );
  return events.map(({ data }) => data);
};
const answersOf = async (room: TestRoom, count: number) =>
  (await received(room, count)).map(({ interactive }) => (interactive as { id: string } | null)?.id ?? null);

describe('votes', () => {
  it('M-3 come as the answer to the buttons that the poll stood for', async () => {
    const linked = await linkedRoom();
    const { id, keyId } = await ask(linked, ['Yes', 'No'], 'poll');
    await linked.host.tell(vote(keyId, [1], { timestamp: iso(1_000) }));
    const [answer] = await received(linked.room, 1);
    expect(answer).toMatchObject({
      type: 'interactive',
      direction: 'inbound',
      body: 'No',
      quotedMessageId: id,
      interactive: {
        kind: 'buttons',
        id: 'id-No',
        title: 'No',
        messageId: id,
        selected: [{ id: 'id-No', title: 'No' }],
      },
    });
    expect(await linked.room.chat()).toMatchObject({ unreadCount: 1, lastMessage: { preview: 'No' } });
  });

  it('M-3 of a plain poll name its places, several of them, and none when taken back', async () => {
    const { room, host } = await linkedRoom();
    await room.sent({ payload: poll('When?', 'now', 'later', 'never') });
    const { command } = await host.command();
    await host.tell(
      vote(command.keyId as string, [2, 0], { timestamp: iso(1_000) }),
      vote(command.keyId as string, [], { timestamp: iso(2_000) }),
    );
    const [several, none] = (await received(room, 2)).map(({ interactive }) => interactive);
    const selected = [
      { id: '1', title: 'now' },
      { id: '3', title: 'never' },
    ];
    expect(several).toMatchObject({ kind: 'poll', id: '1', title: 'now', selected });
    expect(none).toMatchObject({ kind: 'poll', id: '', title: '', selected: [] });
  });

  it('M-3 are told once each, the newest of one person, however often and in whatever order they come', async () => {
    const linked = await linkedRoom();
    const { room, host } = linked;
    const { keyId } = await ask(linked, ['a', 'b', 'c'], 'poll');
    const at = (ms: number) => ({ timestamp: iso(ms) });
    const [first, second, third] = [vote(keyId, [0], at(0)), vote(keyId, [1], at(1_000)), vote(keyId, [2], at(2_000))];
    await host.tell(second, first, second, { ...second, ...at(1_500) }, third, third, second);
    const other = { peer: { phone: '966500000003', lid: null, name: null }, from: '966500000003@c.us' };
    await host.tell(vote(keyId, [0], { ...at(0), ...other }), inbound('K1'));
    expect(await answersOf(room, 4)).toEqual(['id-b', 'id-c', 'id-a', null]);
    expect(await room.sql("SELECT id FROM messages WHERE type = 'interactive' AND direction = 'inbound'")).toHaveLength(
      3,
    );
  });

  it('M-3 tell the place in a poll that the room never saw, and nothing of our own vote', async () => {
    const { room, host } = await linkedRoom();
    const own = { peer: { phone: '966500000001', lid: null, name: null }, from: '966500000001@c.us' };
    await host.tell(vote('P9', [0], own), vote('P9', [1]));
    expect(await answersOf(room, 1)).toEqual(['2']);
  });
});

describe('answers to a numbered menu', () => {
  const reply = (key: string, body: string, more = {}) => inbound(key, { body, timestamp: iso(1_000), ...more });

  it('M-3 are found by number, by Arabic digits and by title, and the text stays a text', async () => {
    const linked = await linkedRoom();
    const { id } = await ask(linked, ['شراء', 'إرجاع'], 'menu');
    await linked.host.tell(reply('K1', '٢'), reply('K2', 'ارجاع'), reply('K3', '1.'), reply('K4', 'مرحبا'));
    expect(await answersOf(linked.room, 4)).toEqual(['id-إرجاع', 'id-إرجاع', 'id-شراء', null]);
    const [first] = await received(linked.room, 1);
    expect(first).toMatchObject({ type: 'text', body: '٢', interactive: { kind: 'buttons', messageId: id } });
  });

  it('M-3 belong to the newest menu, or to the one that is quoted', async () => {
    const linked = await linkedRoom();
    const old = await ask(linked, ['old'], 'menu');
    await linked.room.sql('UPDATE menus SET at = at - 1000');
    await ask(linked, ['new', 'other'], 'menu');
    const quotes = { quotedKeyId: old.keyId };
    await linked.host.tell(reply('K1', '1'), reply('K2', '1', quotes), reply('K3', 'the old one please', quotes));
    expect(await answersOf(linked.room, 3)).toEqual(['id-new', 'id-old', 'id-old']);
  });

  it('M-3 are none after a day, before the menu, in another chat, or to one that never went out', async () => {
    const linked = await linkedRoom();
    const { room, host } = linked;
    const { id } = await ask(linked, ['a', 'b'], 'menu');
    const elsewhere = { chatId: '966500000003@c.us', peer: { phone: '966500000003', lid: null, name: null } };
    await host.tell(
      reply('K1', '1', { timestamp: iso(-60_000), backfilled: true }),
      reply('K2', '1', elsewhere),
      reply('K3', '1', { timestamp: iso(24 * 3_600_000 + 5_000) }),
    );
    await room.sql(`UPDATE messages SET status = 'failed' WHERE id = '${id}'`);
    await host.tell(reply('K4', '1'));
    expect(await answersOf(room, 4)).toEqual([null, null, null, null]);
  });

  it('M-3 are the same after an eviction, and are told once', async () => {
    const linked = await linkedRoom();
    await ask(linked, ['a', 'b'], 'menu');
    await linked.room.evict();
    const { host } = linked;
    await host.tell(reply('K1', '2'));
    await host.rows([{ n: host.n, at: iso(), fact: reply('K1', '2') }]);
    await host.tell(reply('K1', '2', { backfilled: true }), inbound('K2'));
    expect(await answersOf(linked.room, 2)).toEqual(['id-b', null]);
    const [message] = unwrap(await linked.room.stub.listMessages({ limit: 1, q: '2' })).data;
    expect(message?.interactive).toMatchObject({ id: 'id-b' });
  });
});
