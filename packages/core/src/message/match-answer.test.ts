import { describe, expect, it } from 'vitest';
import { answerKind, answerOptions } from './answer-options.ts';
import { matchAnswer } from './match-answer.ts';

const options = [
  { id: 'buy', title: 'شراء' },
  { id: 'ret', title: 'إرجاع طلب' },
  { id: 'help', title: 'Help' },
];
const match = (text: string, quotesMenu = false) => matchAnswer(text, options, { quotesMenu })?.id ?? null;

describe('matchAnswer', () => {
  it.each([
    ['1', 'buy'],
    ['٢', 'ret'],
    ['۳', 'help'],
    [' 2. ', 'ret'],
    ['(١)', 'buy'],
    ['3️⃣', 'help'],
    ['ارجاع طلب', 'ret'],
    ['إِرجـاع   طلب!', 'ret'],
    ['HELP', 'help'],
  ])('M-3 reads %j as the option %s', (text, id) => {
    expect(match(text)).toBe(id);
  });

  it.each(['0', '4', '12', '', '👍', 'طلب', 'أريد شراء', '1 2', 'help me', 'x'.repeat(300)])(
    'M-3 does not take %j for an answer',
    (text) => {
      expect(match(text)).toBeNull();
    },
  );

  it('M-3 finds the one option in a text that quotes the menu, and none where there are several', () => {
    expect(match('أريد شراء', true)).toBe('buy');
    expect(match('رقم ٢ من فضلك', true)).toBe('ret');
    expect(match('1 أو 2', true)).toBeNull();
    expect(match('ما هذا؟', true)).toBeNull();
  });

  it('M-3 gives nobody what they may not have meant: a title that is another place, and a title twice', () => {
    const numbers = [
      { id: 'a', title: '2' },
      { id: 'b', title: '7' },
      { id: 'c', title: 'x' },
      { id: 'd', title: 'X' },
    ];
    const of = (text: string) => matchAnswer(text, numbers, { quotesMenu: false })?.id ?? null;
    expect([of('2'), of('7'), of('x'), of('3')]).toEqual([null, 'b', null, 'c']);
  });
});

describe('answerOptions', () => {
  it('M-3 numbers the rows of all sections on, and the places of a poll from 1', () => {
    const row = (id: string) => ({ id, title: id, description: null });
    const list = {
      kind: 'list' as const,
      text: 't',
      footer: null,
      buttonText: 'b',
      sections: [
        { title: null, rows: [row('a'), row('b')] },
        { title: null, rows: [row('c')] },
      ],
    };
    const poll = { kind: 'poll' as const, question: 'q', options: ['x', 'y'], allowMultiple: false };
    expect(answerOptions(list).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(answerOptions(poll)).toEqual([
      { id: '1', title: 'x' },
      { id: '2', title: 'y' },
    ]);
    expect([answerKind(list), answerKind(poll), answerKind(null)]).toEqual(['list', 'poll', 'poll']);
  });
});
