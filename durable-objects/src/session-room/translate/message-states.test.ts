import type { HostFactOf, MessageState } from '@waqtor/contracts';
import { messageIdOf } from '@waqtor/core/deterministic-id';
import { describe, expect, it } from 'vitest';
import { inbound, outcome, PEER } from '../testing/facts.ts';
import { TestRoom } from '../testing/test-room.ts';
import { until } from '../testing/test-socket.ts';

const chatId = '966500000002@c.us';
const ME = { phone: '966500000001', lid: null, name: null };
const THIRD = { phone: '966500000003', lid: null, name: 'Noura' };
const at = (ms: number): string => new Date(ms).toISOString();

/** A session with the message K1 that was received before it went away. */
const roomWithMessage = async () => {
  const room = await new TestRoom().create();
  const host = await room.ready();
  await host.tell(inbound('K1', { body: 'first' }));
  const messageId = messageIdOf(room.sessionId, 'K1');
  return { room, host, messageId };
};
const states = (
  messages: MessageState[],
  more: Partial<HostFactOf<'message_states'>> = {},
): HostFactOf<'message_states'> => ({ type: 'message_states', chatId, asOf: at(Date.now()), messages, ...more });
const reaction = (emoji: string, peer: typeof PEER | typeof ME = PEER) => ({ emoji, peer, at: null });
const heard = (emoji: string, peer: object = PEER) => ({ type: 'reaction', targetKeyId: 'K1', chatId, emoji, peer });
/** What was told, once everything before has been. */
const told = async (
  room: TestRoom,
  host: { tell: (fact: object & { type: string }) => Promise<unknown> },
  n: string,
) => {
  await host.tell(inbound(n));
  await until(
    () => room.events('message.received'),
    (list) => list.some(({ data }) => data.id === messageIdOf(room.sessionId, n)),
  );
  const all = await Promise.all(
    ['message.reaction', 'message.edited', 'message.deleted'].map((type) => room.events(type)),
  );
  return all.flat().map(({ type, data }) => [type, data.emoji ?? data.body ?? data.for, data.backfilled]);
};

describe('S-8 what was done to messages while nobody listened', () => {
  it('S-8 is told once as backfilled: a reaction, an edit and a deletion, however often it is said again', async () => {
    const { room, host, messageId } = await roomWithMessage();
    await host.tell(inbound('K2'));
    const fact = states([
      { keyId: 'K1', edit: { body: 'second', at: at(Date.now() - 60_000) }, reactions: [reaction('👍')] },
      { keyId: 'K2', isRevoked: true, reactions: [] },
    ]);
    await host.tell(fact);
    await host.tell(fact, { ...fact, asOf: at(Date.now()) });
    expect(await told(room, host, 'K9')).toEqual([
      ['message.reaction', '👍', true],
      ['message.edited', 'second', true],
      ['message.deleted', 'everyone', true],
    ]);
    const message = await room.message(messageId);
    expect(message).toMatchObject({ body: 'second', reactions: [{ emoji: '👍', contactId: message.contact.id }] });
    expect(await room.message(messageIdOf(room.sessionId, 'K2'))).toMatchObject({ body: '', status: 'received' });
  });

  it('S-8 says nothing of what was heard when it happened', async () => {
    const { room, host } = await roomWithMessage();
    await host.tell(heard('👍'), { type: 'edit', keyId: 'K1', chatId, body: 'second' }, inbound('K2'));
    await host.tell({ type: 'revoke', keyId: 'K2', chatId });
    await host.tell(
      states([
        { keyId: 'K1', edit: { body: 'second', at: null }, reactions: [reaction('👍')] },
        { keyId: 'K2', isRevoked: true },
      ]),
    );
    expect(await told(room, host, 'K9')).toEqual([
      ['message.reaction', '👍', undefined],
      ['message.edited', 'second', undefined],
      ['message.deleted', 'everyone', undefined],
    ]);
  });

  it('S-8 tells that a reaction was taken back, of whom the page names all, and of ours too', async () => {
    const { room, host, messageId } = await roomWithMessage();
    await host.tell(heard('👍'), heard('❤️', ME), heard('😂', THIRD));
    await host.tell(states([{ keyId: 'K1' }]), states([{ keyId: 'K1', reactions: [], hasMoreReactions: true }]));
    expect((await room.message(messageId)).reactions).toHaveLength(3);
    await host.tell(states([{ keyId: 'K1', reactions: [reaction('🙏', THIRD)] }]));
    expect((await room.message(messageId)).reactions).toMatchObject([{ emoji: '🙏' }]);
    const missed = (await told(room, host, 'K9')).filter(([, , backfilled]) => backfilled === true);
    expect(missed.map(([, emoji]) => emoji)).toEqual(['🙏', '', '']);
  });

  it('S-8 does not undo what was heard after the look', async () => {
    const { room, host, messageId } = await roomWithMessage();
    const look = states([{ keyId: 'K1', edit: { body: 'second', at: null }, reactions: [reaction('👍')] }], {
      asOf: at(Date.now() - 5_000),
    });
    await host.tell(heard('👍'), { type: 'edit', keyId: 'K1', chatId, body: 'third' }, heard(''));
    await host.tell(look);
    expect(await room.message(messageId)).toMatchObject({ body: 'third', reactions: [] });
    expect((await told(room, host, 'K9')).filter(([, , backfilled]) => backfilled)).toEqual([]);
  });

  it('S-8 takes nothing from a look that is older than one it had, as a host that returns may send', async () => {
    const { room, host, messageId } = await roomWithMessage();
    const now = Date.now();
    await host.tell(
      states([{ keyId: 'K1', reactions: [] }], { asOf: at(now) }),
      states([{ keyId: 'K1', reactions: [reaction('👍')] }], { asOf: at(now - 1_000) }),
    );
    expect((await room.message(messageId)).reactions ?? []).toEqual([]);
  });

  it('S-8 says nothing of a message that the room never saw, nor of one that is deleted', async () => {
    const { room, host } = await roomWithMessage();
    await host.tell({ type: 'revoke', keyId: 'K1', chatId });
    await host.tell(
      states([
        { keyId: 'K1', edit: { body: 'x', at: null }, reactions: [reaction('👍')] },
        { keyId: 'OLD', isRevoked: true, reactions: [] },
        { keyId: 'OLDER', edit: { body: 'y', at: null }, reactions: [reaction('👍')] },
      ]),
    );
    expect(await told(room, host, 'K9')).toEqual([['message.deleted', 'everyone', undefined]]);
  });

  it('S-10 knows a reaction by whichever id of the person it was heard under', async () => {
    const { room, host, messageId } = await roomWithMessage();
    const lid = '111222333444555';
    await host.tell(heard('👍', { phone: null, lid, name: null }));
    await host.tell({ type: 'identity', phone: PEER.phone, lid });
    await host.tell(states([{ keyId: 'K1', reactions: [reaction('👍')] }]));
    expect((await room.message(messageId)).reactions).toHaveLength(1);
    expect(await told(room, host, 'K9')).toEqual([['message.reaction', '👍', undefined]]);
  });

  it('S-8 knows the echo of our own order, which came after the look, for what it is', async () => {
    const { room, host } = await roomWithMessage();
    const messageId = await room.sent({ text: 'first' });
    const { command } = await host.command();
    await host.tell(outcome(command.id, 'sent'));
    const keyId = command.keyId as string;
    await host.tell({ type: 'edit', keyId, chatId, body: 'second' });
    await host.tell(states([{ keyId, edit: { body: 'second', at: null }, reactions: [reaction('👍', ME)] }]));
    expect((await room.message(messageId)).reactions).toEqual([{ emoji: '👍', contactId: null }]);
    expect(await told(room, host, 'K9')).toEqual([
      ['message.reaction', '👍', true],
      ['message.edited', 'second', undefined],
    ]);
  });
});
