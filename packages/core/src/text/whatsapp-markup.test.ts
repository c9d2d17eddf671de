import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MarkupStyle, whatsappMarkup, withoutMarkup } from './whatsapp-markup.ts';

const LETTER: Record<MarkupStyle, string> = { bold: 'b', italic: 'i', strike: 's', code: 'c', mono: 'm' };
/** `<bi:text>` for what is bold and italic, `<a:…>` for a link, `kind|` before a block that is not plain. */
const drawn = (text: string): string =>
  whatsappMarkup(text)
    .map(({ kind, marker, spans }) => {
      const line = spans.map((span) => {
        const tags = [...span.styles.map((style) => LETTER[style]), ...(span.href ? ['a'] : [])].join('');
        return tags === '' ? span.text : `<${tags}:${span.text}>`;
      });
      return `${kind === 'text' ? '' : `${kind}${marker}|`}${line.join('')}`;
    })
    .join('\n');

describe('D-5 WhatsApp markup', () => {
  it.each([
    ['*القائمة*\n1. بالبريد\n2. هنا', '<b:القائمة>\nnumber1.|بالبريد\nnumber2.|هنا'],
    ['السعر *320 ريالًا* فقط، و_التوصيل_ ~مدفوع~ مجاني', 'السعر <b:320 ريالًا> فقط، و_التوصيل_ <s:مدفوع> مجاني'],
    ['*bold*, _italic_ and ~strike~.', '<b:bold>, <i:italic> and <s:strike>.'],
    ['*_both_* and _*both*_', '<bi:both> and <ib:both>'],
    ['*a _b* c_', '<b:a _b> c_'],
    ['2*3*4 snake_case_word a~b~c', '2*3*4 snake_case_word a~b~c'],
    ['قال*نعم*فقط', 'قال*نعم*فقط'],
    ['* not bold* and *not bold *', 'bullet|not bold* and *not bold *'],
    ['*two\nlines*', '*two\nlines*'],
    ['** __ ~~ `` ``````', '** __ ~~ `` ``````'],
    ['**x**', '*<b:x>*'],
    ['(*x*)!', '(<b:x>)!'],
    ['`a *b* c` d', '<c:a *b* c> d'],
    ['` `', '` `'],
    ['```two *code*\nlines``` after', '<m:two *code*\nlines> after'],
    ['```no end *bold*', '```no end <b:bold>'],
    ['*before ```x``` after*', '<b:before ><bm:x><b: after>'],
    ['> one\n> *two*\nthree', 'quote|one\n<b:two>\nthree'],
    ['>no quote\n> ', '>no quote\n> '],
    ['- one\n* two\n-no', 'bullet|one\nbullet|two\n-no'],
    ['1. one\n10. ten\n100. no\n1.no', 'number1.|one\nnumber10.|ten\n100. no\n1.no'],
    [
      'see https://example.com/a_b_c_, or *https://example.com*',
      'see <a:https://example.com/a_b_c>_, or <ba:https://example.com>',
    ],
    [
      '(https://example.com/x_(y)) and HTTPS://EXAMPLE.com',
      '(<a:https://example.com/x_(y)>) and <a:HTTPS://EXAMPLE.com>',
    ],
    ['الرابط https://example.com/طلب؟ نعم', 'الرابط <a:https://example.com/طلب>؟ نعم'],
    [
      'javascript:alert(1) data:text/html,x ftp://example.com https://',
      'javascript:alert(1) data:text/html,x ftp://example.com https://',
    ],
    ['xhttps://example.com `https://example.com`', 'xhttps://example.com <c:https://example.com>'],
    ['https://example.com/\u202Egpj.exe', '<a:https://example.com/>\u202Egpj.exe'],
    ['😀*x*😀 𐐀*x*', '😀<b:x>😀 𐐀*x*'],
    ['', ''],
  ])('D-5 draws %j as WhatsApp does', (text, expected) => {
    expect(drawn(text)).toBe(expected);
  });

  const PIECES = [
    '*',
    '_',
    '~',
    '`',
    '```',
    '> ',
    '- ',
    '1. ',
    '\n',
    ' ',
    'a',
    'ب',
    '،',
    'https://example.com',
    '(',
    ')',
    '😀',
  ];
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  it('D-5 the text of the spans joined is the text without marks, for any text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let at = 0;
        for (const { marker, spans } of whatsappMarkup(text)) {
          for (const { from, text: shown, styles } of spans) {
            // What stands between two spans is marks, and the line feed and beginning of a line.
            expect(text.slice(at, from).replace(marker, '')).toMatch(/^[*_~`]*\n?(?:> |- |\* | )?[*_~`]*$/);
            expect(text.slice(from, from + shown.length)).toBe(shown);
            expect(shown).not.toBe('');
            expect(new Set(styles).size).toBe(styles.length);
            at = from + shown.length;
          }
        }
        expect(text.slice(at)).toMatch(/^[*_~`\n]*$/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('D-5 what has no mark stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'ب', ' ', '\n', '1', '.x', '!', '>x', '-x') }), (text) => {
        expect(withoutMarkup(text)).toBe(text);
      }),
    );
  });

  it.each(['*', '_a ', '*a* ', '`', '``` ', '> a\n', '- a\n', '*_~', 'https://a.b/', '(', '~*a_ ', '*a _b ~c '])(
    'D-5 65,536 characters of %j take no time that grows with their square',
    (piece) => {
      // Four times the longest message: the square of it is seconds, whatever is done so often.
      const text = piece.repeat(Math.ceil((4 * 65_536) / piece.length));
      const tookMs = (): number => {
        const began = performance.now();
        whatsappMarkup(text);
        return performance.now() - began;
      };
      // Other programs of the machine may slow one run.
      let bestMs = Infinity;
      for (let run = 0; run < 4 && bestMs >= 1_500; run++) bestMs = Math.min(bestMs, tookMs());
      expect(bestMs).toBeLessThan(1_500);
    },
  );

  it('D-5 one line says it without marks', () => {
    expect(withoutMarkup('*القائمة*\n- `a`\n> _b_\n3. ~c~')).toBe('القائمة\n• a\nb\n3. c');
  });
});
