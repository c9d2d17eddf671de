import type { Message } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { pollVotes } from './poll-votes.ts';

const answer = (person: string, id: string, selected?: string[]): Message =>
  ({
    contact: { id: person },
    interactive: {
      kind: 'poll',
      id,
      title: id,
      messageId: 'msg_poll',
      ...(selected ? { selected: selected.map((one) => ({ id: one, title: one })) } : {}),
    },
  }) as unknown as Message;

describe('M-3 answers to a poll', () => {
  it('M-3 the newest answer of a person counts, and one that was taken back does not', () => {
    const votes = pollVotes([
      answer('a', '1'),
      answer('a', '2'),
      answer('b', '2'),
      answer('c', '1'),
      answer('c', '', []),
    ]);
    expect(votes.get('msg_poll')).toEqual(new Map([['2', 2]]));
  });

  it('M-3 a poll that takes several counts each of them', () => {
    expect(pollVotes([answer('a', '1', ['1', '3'])]).get('msg_poll')).toEqual(
      new Map([
        ['1', 1],
        ['3', 1],
      ]),
    );
  });
});
