import { COMMON_WORDS, WALKS } from './common-passwords.ts';

export const PASSWORD_RULES = ['password_too_common', 'password_contains_email', 'password_too_simple'] as const;
export type PasswordRule = (typeof PASSWORD_RULES)[number];

/** Fewer different characters than this are a pattern, however long. */
const MIN_DIFFERENT_CHARS = 5;
/** Steps along a walk that count as one piece: `abcd` is a piece, `ab` is in every word. */
const MIN_WALK_CHARS = 4;
/** Parts of name and e-mail shorter than this are in too many words. */
const MIN_PERSONAL_CHARS = 4;
/** What must be left when the personal part is taken out. */
const MIN_OWN_CHARS = 8;

const DISGUISES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};
const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
const lettersOf = (text: string): string => text.replace(/[^\p{L}]+/gu, '');
const undisguise = (text: string): string => text.replace(/[013457@$!]/g, (char) => DISGUISES[char] ?? char);

/** The shortest text of which `text` is a whole number of repeats. */
const unitOf = (text: string): string => {
  for (let length = 1; length <= text.length / 2; length++) {
    if (text.length % length === 0 && text.slice(0, length).repeat(text.length / length) === text) {
      return text.slice(0, length);
    }
  }
  return text;
};

const isCommon = (folded: string): boolean => {
  // Digits and marks at the end are the usual ornament; inside they are the usual disguise.
  const bare = folded.replace(/[^\p{L}]+$/gu, '').replace(/^[^\p{L}]+/gu, '');
  return [folded, bare].some(
    (text) => COMMON_WORDS.has(unitOf(lettersOf(text))) || COMMON_WORDS.has(unitOf(lettersOf(undisguise(text)))),
  );
};

const BOTH_WAYS = WALKS.flatMap((walk) => [walk, [...walk].reverse().join('')]);

/** How many characters the longest known walk covers from here on. */
const walkFrom = (text: string, start: number): number => {
  let length = 0;
  while (
    start + length < text.length &&
    BOTH_WAYS.some((walk) => walk.includes(text.slice(start, start + length + 1)))
  ) {
    length += 1;
  }
  return length;
};

/** Is all of it, but fewer than `MIN_DIFFERENT_CHARS` characters, walks along keyboards, alphabets and digits? */
const isWalk = (folded: string): boolean => {
  let outside = 0;
  for (let i = 0; i < folded.length;) {
    const step = walkFrom(folded, i);
    if (step >= MIN_WALK_CHARS) i += step;
    else {
      outside += 1;
      i += 1;
    }
  }
  return outside < MIN_DIFFERENT_CHARS;
};

const isSimple = (folded: string): boolean =>
  new Set(folded).size < MIN_DIFFERENT_CHARS || unitOf(folded).length < MIN_DIFFERENT_CHARS || isWalk(folded);

const isPersonal = (folded: string, person: { email: string; name: string }): boolean => {
  const [local = '', domain = ''] = fold(person.email).split('@');
  const parts = [local, domain.split('.')[0] ?? '', ...local.split(/[._+-]+/), ...fold(person.name).split(/\s+/)];
  // The longest first: the address is more than its parts.
  const wanted = parts.filter((part) => part.length >= MIN_PERSONAL_CHARS).sort((a, b) => b.length - a.length);
  let rest = folded;
  for (const part of wanted) rest = rest.replaceAll(part, '');
  return rest !== folded && rest.length < MIN_OWN_CHARS;
};

/**
 * the rule that a new password of allowed length breaks, or null. No rule about kinds of characters: they make
 * passwords that people cannot keep and machines can guess (NIST SP 800-63B §3.1.1).
 */
export const judgePassword = (password: string, person: { email: string; name: string }): PasswordRule | null => {
  const folded = fold(password);
  if (isPersonal(folded, person)) return 'password_contains_email';
  if (isSimple(folded)) return 'password_too_simple';
  return isCommon(folded) ? 'password_too_common' : null;
};
