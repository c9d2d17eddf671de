import { CONTENT_LIMITS } from '@waqtor/contracts';
import { whyNoPoll } from '@waqtor/core/interactive/render-interactive';
import { describe, expect, it } from 'vitest';
import type { InteractiveMessage } from '../../api/interactive.ts';
import { emptyDraft, isComplete, LIMITS, messageOf, pollObstacle, sameOptions } from './interactive-draft.ts';

const buttons = (...titles: string[]) => ({
  ...emptyDraft(),
  text: 'Choose',
  buttons: titles.map((title) => ({ id: '', title })),
});

describe('an interactive message as it is typed', () => {
  it('M-3 knows the limits of the contract', () => {
    expect(LIMITS).toMatchObject({
      buttons: CONTENT_LIMITS.buttons,
      buttonTitle: CONTENT_LIMITS.buttonChars,
      rows: CONTENT_LIMITS.listRows,
      rowTitle: CONTENT_LIMITS.rowTitleChars,
      rowDescription: CONTENT_LIMITS.rowDescriptionChars,
      pollQuestion: CONTENT_LIMITS.pollQuestionChars,
      pollOptions: CONTENT_LIMITS.pollOptions,
      pollOption: CONTENT_LIMITS.pollOptionChars,
    });
  });

  it('M-3 leaves out what is empty', () => {
    expect(messageOf(buttons('Yes', 'No'))).toEqual({
      kind: 'buttons',
      body: { text: 'Choose', buttons: [{ title: 'Yes' }, { title: 'No' }] },
    });
  });

  it('M-3 a place counts as an id, so that "2" cannot stand first beside a second without one', () => {
    const draft = {
      ...buttons('Yes', 'No'),
      buttons: [
        { id: '2', title: 'Yes' },
        { id: '', title: 'No' },
      ],
    };
    expect(sameOptions(draft)).toBe('ids');
    expect(isComplete(draft)).toBe(false);
  });

  it('M-3 titles that read the same are held back, as the API does: people answer by typing them', () => {
    for (const draft of [buttons('Yes', 'yes '), buttons('إلغاء', 'الغاء')]) {
      expect(sameOptions(draft)).toBe('titles');
      expect(isComplete(draft)).toBe(false);
    }
    expect(sameOptions(buttons('', ''))).toBeNull();
  });

  const QUESTION = 'q'.repeat(CONTENT_LIMITS.pollQuestionChars);
  it.each([
    [['Yes', 'No'], {}, null],
    [['Yes'], {}, 'too_few'],
    [['Yes', 'No'], { text: QUESTION }, null],
    [['Yes', 'No'], { text: `${QUESTION}?` }, 'too_long'],
    [['Yes', 'No'], { text: QUESTION.slice(3), footer: 'ab' }, null],
    [['Yes', 'No'], { text: QUESTION.slice(2), footer: 'ab' }, 'too_long'],
    [['Yes', 'No'], { text: QUESTION, footer: ' ' }, null],
  ] as const)('M-3 %j %j: says why it cannot become a poll, as the API decides it', (titles, words, expected) => {
    const draft = { ...buttons(...titles), ...words };
    const polls = { send: ['poll'] };
    const { body } = messageOf(draft) as Extract<InteractiveMessage, { kind: 'buttons' }>;
    const content = {
      kind: 'buttons' as const,
      text: body.text,
      footer: body.footer ?? null,
      buttons: body.buttons.map(({ title }, index) => ({ id: String(index), title })),
    };
    expect(pollObstacle(draft, polls)).toBe(expected);
    expect(whyNoPoll(content, polls) === null).toBe(expected === null);
    expect(pollObstacle(draft, null)).toBe('unsupported');
  });
});
