const ARABIC_ZERO = 0x06_60;
const PERSIAN_ZERO = 0x06_f0;

/** The digits of what was typed or pasted, in any of the three ways they are written here: `١٢ ٣` → `123`. */
export const digitsIn = (text: string): string =>
  text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - ARABIC_ZERO))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - PERSIAN_ZERO))
    .replace(/\D/g, '');
