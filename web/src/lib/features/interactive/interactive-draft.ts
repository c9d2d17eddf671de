import type { Rendering } from '@waqtor/contracts';
import { interactiveFaults } from '@waqtor/core/interactive/interactive-faults';
import type { InteractiveMessage } from '$lib/api/interactive.ts';

/** As the API bounds them (CONTENT_LIMITS and the requests of the contract); characters. */
export const LIMITS = {
  text: 1024,
  footer: 60,
  buttons: 3,
  buttonTitle: 20,
  rows: 10,
  rowTitle: 24,
  rowDescription: 72,
  sectionTitle: 24,
  pollQuestion: 255,
  pollOptions: 12,
  pollOption: 100,
} as const;

export const KINDS = ['buttons', 'list', 'poll'] as const;
export type InteractiveKind = (typeof KINDS)[number];

export interface RowDraft {
  id: string;
  title: string;
  description: string;
}
/** All three kinds at once: what is typed for one stays while another is looked at. */
export interface InteractiveDraft {
  kind: InteractiveKind;
  text: string;
  footer: string;
  buttons: { id: string; title: string }[];
  buttonText: string;
  sections: { title: string; rows: RowDraft[] }[];
  question: string;
  options: { title: string }[];
  allowMultiple: boolean;
  /** `auto`: a poll where it carries everything, else a menu. */
  rendering: Rendering | 'auto';
}

export const emptyRow = (): RowDraft => ({ id: '', title: '', description: '' });
export const emptyDraft = (): InteractiveDraft => ({
  kind: 'buttons',
  text: '',
  footer: '',
  buttons: [
    { id: '', title: '' },
    { id: '', title: '' },
  ],
  buttonText: '',
  sections: [{ title: '', rows: [emptyRow(), emptyRow()] }],
  question: '',
  options: [{ title: '' }, { title: '' }],
  allowMultiple: false,
  rendering: 'auto',
});

export const rowCount = (draft: InteractiveDraft): number =>
  draft.sections.reduce((count, { rows }) => count + rows.length, 0);

const isGood = (text: string, max: number): boolean => text.trim() !== '' && text.length <= max;
const isShort = (text: string, max: number): boolean => text.length <= max;
const areDifferent = (ids: string[]): boolean => new Set(ids).size === ids.length;

/** Ids as they come back: without one of its own the place, from "1". */
const idsOf = (options: readonly { id: string }[]): string[] =>
  options.map(({ id }, index) => id.trim() || String(index + 1));

const optionsOf = (draft: InteractiveDraft): { id: string; title: string }[] =>
  draft.kind === 'buttons' ? draft.buttons : draft.sections.flatMap(({ rows }) => rows);

/** Two options that an answer could not be told apart by: under one id, or with titles that read the same. */
export const sameOptions = (draft: InteractiveDraft): 'ids' | 'titles' | null => {
  if (draft.kind === 'poll')
    return areDifferent(draft.options.map(({ title }) => title.trim()).filter((title) => title)) ? null : 'titles';
  const ids = idsOf(optionsOf(draft));
  const buttons = optionsOf(draft).map(({ title }, index) => ({ id: ids[index] ?? '', title }));
  const faults = interactiveFaults({ kind: 'buttons', text: draft.text, footer: null, buttons });
  if (faults.some(({ reason }) => reason === 'duplicate_id')) return 'ids';
  return faults.some(({ reason }) => reason === 'duplicate_title') ? 'titles' : null;
};

/** Whether it can be sent as it stands. */
export const isComplete = (draft: InteractiveDraft): boolean => {
  if (sameOptions(draft) !== null) return false;
  switch (draft.kind) {
    case 'poll':
      return (
        isGood(draft.question, LIMITS.pollQuestion) &&
        draft.options.length >= 2 &&
        draft.options.every(({ title }) => isGood(title, LIMITS.pollOption))
      );
    case 'buttons':
      return (
        isGood(draft.text, LIMITS.text) &&
        isShort(draft.footer, LIMITS.footer) &&
        draft.buttons.every(({ title }) => isGood(title, LIMITS.buttonTitle))
      );
    case 'list':
      return (
        isGood(draft.text, LIMITS.text) &&
        isShort(draft.footer, LIMITS.footer) &&
        isGood(draft.buttonText, LIMITS.buttonTitle) &&
        draft.sections.every(
          ({ title, rows }) =>
            isShort(title, LIMITS.sectionTitle) &&
            rows.every((row) => isGood(row.title, LIMITS.rowTitle) && isShort(row.description, LIMITS.rowDescription)),
        )
      );
  }
};

const optional = <Name extends string>(name: Name, text: string): { [K in Name]?: string } =>
  (text.trim() === '' ? {} : { [name]: text.trim() }) as { [K in Name]?: string };

/** The message as the API takes it. */
export const messageOf = (draft: InteractiveDraft): InteractiveMessage => {
  const rendering = draft.rendering === 'auto' ? {} : { renderAs: draft.rendering };
  const words = { text: draft.text, ...optional('footer', draft.footer), ...rendering };
  switch (draft.kind) {
    case 'buttons':
      return {
        kind: 'buttons',
        body: { ...words, buttons: draft.buttons.map(({ id, title }) => ({ ...optional('id', id), title })) },
      };
    case 'list':
      return {
        kind: 'list',
        body: {
          ...words,
          buttonText: draft.buttonText,
          sections: draft.sections.map(({ title, rows }) => ({
            ...optional('title', title),
            rows: rows.map((row) => ({
              ...optional('id', row.id),
              title: row.title,
              ...optional('description', row.description),
            })),
          })),
        },
      };
    case 'poll':
      return {
        kind: 'poll',
        body: {
          poll: {
            question: draft.question,
            options: draft.options.map(({ title }) => title),
            allowMultiple: draft.allowMultiple,
          },
        },
      };
  }
};

/** Why buttons or a list cannot become a poll, as `whyNoPoll` decides it (its file would bring all schemas along). */
export type PollObstacle = 'unsupported' | 'too_few' | 'too_long';
export const pollObstacle = (
  draft: InteractiveDraft,
  capabilities: { send: readonly string[] } | null,
): PollObstacle | null => {
  if (capabilities?.send.includes('poll') !== true) return 'unsupported';
  if (optionsOf(draft).length < 2) return 'too_few';
  // The footer is the last line of the question.
  const footer = draft.footer.trim();
  const length = draft.text.length + (footer === '' ? 0 : footer.length + 1);
  return length > LIMITS.pollQuestion ? 'too_long' : null;
};
