import { CONTENT_LIMITS } from '@waqtor/contracts';
import { describe, expect, it } from 'vitest';
import { emptyDraft, hasSameIds, isComplete, LIMITS, messageOf, pollObstacle } from './interactive-draft.ts';

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
    expect(hasSameIds(draft)).toBe(true);
    expect(isComplete(draft)).toBe(false);
  });

  it('M-3 says why it cannot become a poll', () => {
    const polls = { send: ['poll'] };
    expect(pollObstacle(buttons('Yes', 'No'), polls)).toBeNull();
    expect(pollObstacle(buttons('Yes', 'No'), null)).toBe('unsupported');
    expect(pollObstacle(buttons('Yes'), polls)).toBe('too_few');
    expect(pollObstacle(buttons('Yes', 'Yes '), polls)).toBe('same_titles');
  });
});
