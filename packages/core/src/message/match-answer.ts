import { foldText } from '../text/fold-text.ts';
import type { AnswerOption } from './answer-options.ts';

/** How long a numbered menu may be answered by text. */
export const MENU_OPEN_MS = 24 * 3_600_000;
/** Longer texts are read by people, not matched: a menu's title has 24 characters. */
const MAX_ANSWER_CHARS = 200;

/** Folded, with nothing but letters, digits and single blanks: `١.`, `(1)` and `1️⃣` are all 1. */
const plain = (text: string): string =>
  foldText(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .replace(/[\uFE0F\u20E3]/g, '')
    .trim()
    .replace(/\s+/g, ' ');

const only = (found: AnswerOption[]): AnswerOption | null => (found.length === 1 ? (found[0] as AnswerOption) : null);

/**
 * The option of a numbered menu that a text chooses, or null. Its number or its title, whole; in a text that quotes the
 * menu also the one number or title that is in it. What fits several is no answer: nobody may be given what they did
 * not ask for.
 */
export const matchAnswer = (
  text: string,
  options: readonly AnswerOption[],
  { quotesMenu }: { quotesMenu: boolean },
): AnswerOption | null => {
  if (text.length > MAX_ANSWER_CHARS) return null;
  const given = plain(text);
  if (given === '') return null;
  // A title that is a number itself means what it says, unless it could also be a place.
  const byTitle = options.filter(({ title }) => plain(title) === given);
  const byPlace = /^\d{1,2}$/.test(given) ? options.slice(Number(given) - 1, Number(given)) : [];
  const whole = new Set([...byTitle, ...(Number(given) > 0 ? byPlace : [])]);
  if (whole.size > 0 || !quotesMenu) return only([...whole]);
  const words = ` ${given} `;
  const titles = options.filter(({ title }) => plain(title) !== '' && words.includes(` ${plain(title)} `));
  const places = options.filter((_, place) => words.includes(` ${place + 1} `));
  return only([...new Set([...titles, ...places])]);
};
