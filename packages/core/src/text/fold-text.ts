// replaced by room's at the merge
const SAME_LETTER: Record<string, string> = { أ: 'ا', إ: 'ا', آ: 'ا', ٱ: 'ا', ة: 'ه', ى: 'ي', ؤ: 'و', ئ: 'ي' };

export const foldText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[أإآٱةىؤئ]/g, (letter) => SAME_LETTER[letter] ?? letter)
    .replace(/[\u0640\p{M}]/gu, '')
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .toLowerCase();
