import type { InteractiveContent } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { interactiveFaults } from './interactive-faults.ts';
import { renderInteractive, whyNoPoll } from './render-interactive.ts';

const POLLS = { send: ['text', 'poll'] };
const buttons = (titles: string[], changes: Partial<InteractiveContent> = {}): InteractiveContent =>
  ({
    kind: 'buttons',
    text: 'Deliver when?',
    footer: null,
    buttons: titles.map((title, at) => ({ id: `b${at + 1}`, title })),
    ...changes,
  }) as InteractiveContent;
const list = (sections: { title: string | null; rows: string[]; description?: string }[]): InteractiveContent => ({
  kind: 'list',
  text: 'اختر الفرع',
  footer: 'متجر الواحة',
  buttonText: 'الفروع',
  sections: sections.map(({ title, rows, description }) => ({
    title,
    rows: rows.map((row) => ({ id: row, title: row, description: description ?? null })),
  })),
});

describe('renderInteractive', () => {
  it('M-3 makes a poll of buttons that fit one, with the ids that come back', () => {
    expect(renderInteractive(buttons(['Today', ' Tomorrow '], { footer: 'Oasis' }), undefined, POLLS)).toEqual({
      renderedAs: 'poll',
      body: '',
      poll: { kind: 'poll', question: 'Deliver when?\nOasis', options: ['Today', 'Tomorrow'], allowMultiple: false },
      options: [
        { id: 'b1', title: 'Today' },
        { id: 'b2', title: 'Tomorrow' },
      ],
    });
  });

  it.each([
    ['polls_not_supported', buttons(['A', 'B']), { send: ['text'] }],
    ['polls_not_supported', buttons(['A', 'B']), null],
    ['too_few_options', buttons(['A']), POLLS],
    ['too_many_options', buttons(Array.from({ length: 13 }, (_, at) => `Option ${at}`)), POLLS],
    ['title_too_long', buttons(['A', 'B'.repeat(101)]), POLLS],
    ['same_titles', buttons(['A', 'A ']), POLLS],
    ['text_too_long', buttons(['A', 'B'], { text: 'x'.repeat(256) }), POLLS],
    ['text_too_long', buttons(['A', 'B'], { text: 'x'.repeat(250), footer: 'y'.repeat(5) }), POLLS],
  ])('M-3 makes a menu where a poll cannot be: %s', (obstacle, content, capabilities) => {
    expect(whyNoPoll(content, capabilities)).toBe(obstacle);
    for (const wish of [undefined, 'poll' as const]) {
      expect(renderInteractive(content, wish, capabilities)).toMatchObject({ renderedAs: 'menu', poll: null });
    }
  });

  it('M-3 makes the menu that was wished for, with numbers and how to answer', () => {
    const { renderedAs, body } = renderInteractive(buttons(['Today', 'Tomorrow'], { footer: 'Oasis' }), 'menu', POLLS);
    expect(renderedAs).toBe('menu');
    expect(body).toBe('Deliver when?\n\n1. Today\n2. Tomorrow\n\nTo choose, send a number from 1 to 2\n\n_Oasis_');
  });

  it('M-3 numbers an Arabic list in Arabic digits through its sections, every line from the right', () => {
    const content = list([
      { title: 'الرياض', rows: ['العليا', 'Olaya Mall'] },
      { title: 'جدة', rows: ['الروضة'], description: 'حتى العاشرة' },
    ]);
    const { body, renderedAs, options } = renderInteractive(content, undefined, POLLS);
    expect(renderedAs).toBe('menu');
    expect(options.map(({ id }) => id)).toEqual(['العليا', 'Olaya Mall', 'الروضة']);
    expect(body.replaceAll('\u200f', '')).toBe(
      'اختر الفرع\n\n*الفروع*\n\n*الرياض*\n١. العليا\n٢. Olaya Mall\n\n*جدة*\n٣. الروضة\n   حتى العاشرة\n\nللاختيار أرسل رقمًا من ١ إلى ٣\n\n_متجر الواحة_',
    );
    expect(body.split('\n').filter((line) => line !== '' && !line.startsWith('\u200f'))).toEqual([]);
  });

  it('M-3 makes a poll of a list only when nothing is lost, or when it is wished for', () => {
    expect(renderInteractive(list([{ title: null, rows: ['أ', 'ب'] }]), undefined, POLLS).renderedAs).toBe('poll');
    const described = list([{ title: null, rows: ['أ', 'ب'], description: 'قريب' }]);
    expect(renderInteractive(described, undefined, POLLS).renderedAs).toBe('menu');
    expect(renderInteractive(described, 'poll', POLLS).poll?.options).toEqual(['أ', 'ب']);
  });

  it('M-3 leaves asterisks of somebody else alone', () => {
    const content = list([{ title: '2 * 2', rows: ['a', 'b'] }]);
    expect(renderInteractive(content, 'menu', null).body).toContain('2 * 2');
    expect(renderInteractive(content, 'menu', null).body).not.toContain('*2 * 2*');
  });
});

describe('interactiveFaults', () => {
  it.each<[string, InteractiveContent, string, string]>([
    [
      'one id twice',
      buttons(['A', 'B'], {
        buttons: [
          { id: '1', title: 'A' },
          { id: '1', title: 'B' },
        ],
      } as never),
      '/buttons/1/id',
      'duplicate_id',
    ],
    ['an id of blanks', buttons([], { buttons: [{ id: ' ', title: 'A' }] } as never), '/buttons/0/id', 'blank'],
    ['a title of blanks', buttons([' ']), '/buttons/0/title', 'blank'],
    ['a text of blanks', buttons(['A'], { text: '  ' }), '/text', 'blank'],
    ['titles that read the same', buttons(['Yes', 'YES ']), '/buttons/1/title', 'duplicate_title'],
    [
      'one id in two sections',
      list([
        { title: null, rows: ['a'] },
        { title: null, rows: ['a'] },
      ]),
      '/sections/1/rows/0/id',
      'duplicate_id',
    ],
  ])('M-3 finds %s', (_title, content, pointer, reason) => {
    expect(interactiveFaults(content)).toContainEqual({ pointer, reason });
  });

  it('M-3 finds nothing in what an answer can be matched to', () => {
    expect(interactiveFaults(buttons(['Yes', 'No']))).toEqual([]);
    expect(interactiveFaults(list([{ title: 'أ', rows: ['١', '٢'] }]))).toEqual([]);
  });
});
