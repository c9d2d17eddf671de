import { unwrap } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { describe, expect, it } from 'vitest';
import { ack, inbound, outcome, PEER, vote } from './testing/facts.ts';
import { contacts, location, poll, text } from './testing/payloads.ts';
import { TestRoom } from './testing/test-room.ts';
import { until } from './testing/test-socket.ts';

const chatId = '966500000002@c.us';
const linkedRoom = async () => {
  const room = await new TestRoom().create();
  return { room, host: await room.ready() };
};
const now = () => new Date().toISOString();

describe('the life of a message under faults', () => {
  it.each([
    ['text', text('hi')],
    ['location', location('Branch')],
    ['contact', contacts('Sales')],
    ['poll', poll('When?', 'a', 'b')],
  ])('M-4 sends a %s that was accepted while the host was away, once, when it is back', async (_kind, payload) => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    const commandId = newId('cmd');
    const id = await room.sent({ payload, commandId });
    expect((await room.message(id)).status).toBe('queued');
    await room.evict();
    expect(await room.sent({ payload, commandId })).toBe(id);
    const again = await room.link({ ...host, n: host.n });
    const { command } = await again.command();
    await again.tell(outcome(command.id, 'sent'));
    expect((await room.message(id)).status).toBe('sent');
    expect(again.commands()).toHaveLength(1);
  });

  it('M-4 tells the same command again, under the same key, to a host that died between hand-over and answer', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ payload: poll('When?', 'a', 'b') });
    const { command } = await host.command();
    await room.cut(host);
    const again = await room.link({ ...host, n: host.n });
    expect((await again.command()).command).toEqual(command);
    const sent = outcome(command.id, 'sent');
    await again.tell(sent, sent);
    await room.evict('close');
    const third = await room.link({ ...host, n: again.n });
    await third.tell(ack(command.keyId as string, 3));
    expect(third.commands()).toEqual([]);
    expect((await room.message(id)).status).toBe('read');
    const types = await room.messageEvents((list) => list.includes('message.read'));
    expect(types).toEqual(['message.accepted', 'message.sent', 'message.delivered', 'message.read']);
  });

  it('M-4 never sends again what another store was told: it is unknown until it was looked for', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ payload: location('Branch') });
    const { command } = await host.command();
    await room.cut(host);
    const other = await room.link({ ...host, storeId: newId('sto'), n: 0 });
    await other.ready();
    expect(await room.message(id)).toMatchObject({ status: 'unknown', failure: { code: 'outcome_unknown' } });
    const question = (await other.command()).command;
    expect(question.payload).toMatchObject({ kind: 'reconcile', keyId: command.keyId, targetCommandId: command.id });
    await other.tell(outcome(question.id, 'sent'));
    expect(await room.message(id)).toMatchObject({ status: 'sent', failure: null });
  });

  it('M-4 keeps the highest ack, however they are ordered, and tells each level once', async () => {
    const { room, host } = await linkedRoom();
    const id = await room.sent({ payload: contacts('Sales') });
    const { command } = await host.command();
    const key = command.keyId as string;
    await host.tell(ack(key, 4), ack(key, 2), outcome(command.id, 'handed_over'), ack(key, 3), ack(key, 0));
    expect((await room.message(id)).status).toBe('played');
    const types = await room.messageEvents((list) => list.includes('message.read'));
    expect(types).toEqual(['message.accepted', 'message.sent', 'message.delivered', 'message.read']);
  });

  it('M-4 expires with its reason what no host took, in every kind, and frees what waited behind it', async () => {
    const { room, host } = await linkedRoom();
    await room.cut(host);
    const id = await room.sent({ payload: poll('When?', 'a', 'b') });
    const behind = await room.sent();
    await room.sql(`UPDATE commands SET not_after = 2 WHERE message_id = '${id}'`);
    await room.evict();
    await room.runJob('expire');
    expect(await room.message(id)).toMatchObject({ status: 'expired', failure: { code: 'message_expired' } });
    const again = await room.link({ ...host, n: host.n });
    await again.command();
    expect(again.commands()).toHaveLength(1);
    expect((await room.message(behind)).status).toBe('queued');
  });
});

describe('facts that come twice', () => {
  it('H-16 are told and stored once, in the same frame, in a frame sent again, and over a new link', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(
      inbound('K1', { kind: 'image', media: { mimetype: 'image/png', filename: null, sizeBytes: null } }),
    );
    const groupId = '120363000000000001@g.us';
    const change = { keyId: 'N1', chatId: groupId, participants: [PEER], by: null, text: null, timestamp: now() };
    const facts = [
      vote('P1', [0]),
      { type: 'group_change', action: 'add', ...change },
      { type: 'media', keyId: 'K1', state: 'failed', code: 'media_missing', sizeBytes: null },
      { type: 'reaction', targetKeyId: 'K1', chatId, emoji: '👍', peer: PEER },
      { type: 'edit', keyId: 'K1', chatId, body: 'changed' },
      { type: 'chat_flags', chatId, isArchived: true },
    ];
    const from = host.n + 1;
    const rows = facts.map((fact, i) => ({ n: from + i, at: now(), fact }));
    await host.rows(rows);
    await host.rows(rows);
    await room.evict('close');
    const again = await room.link({ ...host, n: from + facts.length - 1 });
    await again.rows(rows);
    // The page may tell them anew too, as rows of their own.
    await again.tell(...facts);
    await again.tell(inbound('K2'));
    const told = await room.messageEvents((types) => types.filter((type) => type === 'message.received').length === 3);
    expect(told).toEqual([
      'message.received',
      'message.received',
      'message.group',
      'message.media',
      'message.reaction',
      'message.edited',
      'message.received',
    ]);
  });

  it('M-2 tell when a file arrived after all, and nothing takes it back', async () => {
    const { room, host } = await linkedRoom();
    await host.tell(
      inbound('K1', { kind: 'image', media: { mimetype: 'image/png', filename: null, sizeBytes: null } }),
    );
    const media = (state: string, more = {}) => ({ type: 'media', keyId: 'K1', state, sizeBytes: 7, ...more });
    await host.tell(media('failed', { code: 'media_missing' }));
    const [message] = unwrap(await room.stub.listMessages({ limit: 1 })).data;
    expect(message?.media).toMatchObject({ state: 'failed', failure: 'media_missing' });
    await host.tell(media('ready'), media('failed'));
    expect((await room.message(message?.id ?? '')).media).toMatchObject({ state: 'ready', failure: null });
    const told = await until(
      () => room.events('message.media'),
      (list) => list.length >= 2,
    );
    expect(told.map(({ data }) => (data.media as { state: string }).state)).toEqual(['failed', 'ready']);
  });

  it('M-5 of a message with content are kept with it', async () => {
    const { room, host } = await linkedRoom();
    const content = { kind: 'location', latitude: 24.7, longitude: 46.6, name: 'Branch', address: null } as const;
    await host.tell(inbound('K1', { kind: 'location', body: '', content, isForwarded: true }));
    const [message] = unwrap(await room.stub.listMessages({ limit: 1, q: 'branch' })).data;
    expect(message).toMatchObject({ type: 'location', content, isForwarded: true });
  });
});
