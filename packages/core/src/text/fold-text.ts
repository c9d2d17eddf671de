const LETTERS: Record<string, string> = {
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ة: 'ه',
  ى: 'ي',
  ئ: 'ي',
  ی: 'ي',
  ؤ: 'و',
  ک: 'ك',
};
const FOLDED_LETTERS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
/** Arabic vowel and Quranic marks, tatweel, and what only steers direction or joining: nobody types them to search. */
const UNSEEN =
  /[\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E4\u06E7\u06E8\u06EA-\u06ED\u08D3-\u08FF\u0640\u061C\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g;
const DIGITS = /[\u0660-\u0669\u06F0-\u06F9]/g;

/**
 * The form in which texts are compared and searched: NFKC, lower case, Arabic letters without their variants
 * (أإآٱ→ا, ة→ه, ى ئ ی→ي, ؤ→و, ک→ك), no marks and no tatweel, Arabic-Indic digits as 0-9. Folding twice is folding once.
 */
export const foldText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(UNSEEN, '')
    // A mark that was in between may have kept two characters apart that are written as one: حرف مد + همزة.
    .normalize('NFKC')
    .replace(FOLDED_LETTERS, (letter) => LETTERS[letter] ?? letter)
    .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0x0f));
