const TONES = 6;

/** Alone, it looks like the digit five; as at the beginning of a word, it does not. */
const LONE_HA = 'ه';
const KASHIDA = 'ـ';

/** Up to two letters: `هدى القحطاني` → `هق`, `هدى` → `هـ`, `Sarah Miller` → `SM`; empty for a number or nothing. */
export const initialsOf = (name: string | null): string => {
  const words = (name ?? '')
    .trim()
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word));
  const first = words[0];
  if (!first) return '';
  const last = words.length > 1 ? (words.at(-1) ?? '').replace(/^(ال|al-|el-)/iu, '') : '';
  const letters = [...first].slice(0, 1).concat([...last].slice(0, 1));
  const shown = letters.join('').toLocaleUpperCase();
  return shown === LONE_HA ? shown + KASHIDA : shown;
};

/** 1…6, the same for the same seed. */
export const avatarTone = (seed: string): number => {
  let sum = 0;
  for (const character of seed) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return (sum % TONES) + 1;
};
