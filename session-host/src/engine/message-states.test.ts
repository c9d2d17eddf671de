import { messageStatesFact } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { messageStatesFacts, type StateSeen } from './message-states.ts';

const CHAT = '966500000002@c.us';
const PEER = { phone: '966500000002', lid: null, name: null };
const state = (no: number, more: Partial<StateSeen> = {}): StateSeen => ({ keyId: `K${no}`, chatId: CHAT, ...more });
const many = (count: number, more: Partial<StateSeen> = {}) =>
  Array.from({ length: count }, (_, no) => state(no, more));
const lengths = (seen: StateSeen[]) => messageStatesFacts(seen, 0).map(({ messages }) => messages.length);

describe('messageStatesFacts', () => {
  it('S-8 puts the messages of a chat into few facts, each of one chat', () => {
    expect(lengths(many(120))).toEqual([50, 50, 20]);
    const facts = messageStatesFacts([state(1), state(2, { chatId: 'other@g.us' }), state(3)], 1_000);
    expect(facts.map(({ chatId, messages }) => [chatId, messages.map(({ keyId }) => keyId)])).toEqual([
      [CHAT, ['K1', 'K3']],
      ['other@g.us', ['K2']],
    ]);
    expect(facts[0]?.asOf).toBe('1970-01-01T00:00:01.000Z');
  });

  it('S-8 keeps a fact small where texts are long, and one that is too long by itself whole', () => {
    expect(lengths(many(4, { edit: { body: 'x'.repeat(45_000), at: null } }))).toEqual([2, 2]);
  });

  it('S-8 says that there are more reactions than it tells, and stays within the contract whatever a page has', () => {
    const reactions = Array.from({ length: 80 }, () => ({ emoji: '👍'.repeat(40), peer: PEER, at: null }));
    const facts = messageStatesFacts([state(1, { reactions, edit: { body: 'x'.repeat(80_000), at: null } })], 0);
    expect(messageStatesFact.parse(facts[0])).toEqual(facts[0]);
    expect(facts[0]?.messages[0]).toMatchObject({ hasMoreReactions: true });
  });
});
