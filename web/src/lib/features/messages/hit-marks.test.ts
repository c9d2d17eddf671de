import { describe, expect, it } from 'vitest';
import { hitMarks, markHits } from './hit-marks.ts';

const drawn = (text: string, search: string): string =>
  hitMarks(text, search)
    .map((part) => (part.isHit ? `[${part.text}]` : part.text))
    .join('');

describe('M-6 hits of a search', () => {
  it.each([
    ['Order 1048 has shipped', 'order', '[Order] 1048 has shipped'],
    ['الفاتورة جاهزة', 'فاتوره', 'ال[فاتورة] جاهزة'],
    ['وصلت الطَّلَبيّة', 'الطلبيه', 'وصلت [الطَّلَبيّة]'],
    ['رقم ٠٥٠', '050', 'رقم [٠٥٠]'],
    ['two words here', 'here two', '[two] words [here]'],
    ['nothing', 'else', 'nothing'],
    ['', 'x', ''],
  ])('M-6 marks in "%s" what "%s" found', (text, search, expected) => {
    expect(drawn(text, search)).toBe(expected);
  });

  it('M-6 marks hits in a whole text, however far in they are', () => {
    expect(markHits(`${'a '.repeat(40)}needle`, 'needle')).toEqual([
      { text: 'a '.repeat(40), isHit: false },
      { text: 'needle', isHit: true },
    ]);
  });

  it('M-6 begins shortly before the first hit of a long text', () => {
    expect(drawn(`${'a '.repeat(40)}needle`, 'needle')).toBe(`…${'a '.repeat(12)}[needle]`);
  });
});
