import { foldDigits } from '@waqtor/core/phone/fold-digits';
import { normalizePhone } from '@waqtor/core/phone/normalize-phone';
import { dialCodeOf } from './dial-code.ts';

/** No national number is longer without its country's code. */
const MAX_NATIONAL_DIGITS = 10;
/** E.164 counts the country's code; a national part is never shorter than this. */
const MIN_NATIONAL_DIGITS = 5;
/** Where the zero before a national number belongs to it. */
const KEEPS_ITS_ZERO: ReadonlySet<string> = new Set(['IT', 'CI', 'CG']);

/**
 * E.164 digits of what somebody typed beside a chosen country, or null when it is not a whole number. A number that
 * begins with `+` or `00` brings its country along; so does a long one that begins with the country's own code.
 */
export const pairingNumber = (country: string, typed: string): string | null => {
  const text = foldDigits(typed.trim());
  const isWhole = /^[\u200e\u200f\u202a\u202d\u2066]*(?:\+|00)/.test(text);
  const dialCode = dialCodeOf(country);
  if (isWhole || dialCode === undefined) return valueOf(text);
  const bare = text.replace(/[\s().\-/\u2010-\u2015\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
  if (bare.startsWith(dialCode) && bare.length > MAX_NATIONAL_DIGITS) return valueOf(bare);
  const national = KEEPS_ITS_ZERO.has(country) ? bare : bare.replace(/^0+/, '');
  return national.length < MIN_NATIONAL_DIGITS ? null : valueOf(`${dialCode}${national}`);
};

const valueOf = (text: string): string | null => {
  const number = normalizePhone(text);
  return number.ok && /^\d+$/.test(number.value) ? number.value : null;
};

/** `W4K7P9R2` or `W4K7-P9R2` as its letters, for cells of one letter each. */
export const lettersOf = (code: string): string[] => [...code.replace(/[^A-Za-z0-9]/g, '').toUpperCase()];
