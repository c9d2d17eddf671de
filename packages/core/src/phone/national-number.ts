import { dialCodeOf } from './dial-code.ts';

/** Where the zero before a national number belongs to it. */
const KEEPS_ITS_ZERO: ReadonlySet<string> = new Set(['IT', 'CI', 'CG']);

/**
 * Mobile numbers as people of a country write them without the zero: where they are so short that no number with
 * another country's code is taken for one. Countries that are not here need the zero, or the country's code.
 */
const MOBILE_WITHOUT_ZERO: Readonly<Record<string, RegExp>> = {
  AE: /^5\d{8}$/,
  BH: /^[36]\d{7}$/,
  DZ: /^[567]\d{8}$/,
  EG: /^1[0125]\d{8}$/,
  IQ: /^7\d{9}$/,
  JO: /^7[789]\d{7}$/,
  KW: /^[4569]\d{7}$/,
  LY: /^9[1-6]\d{7}$/,
  MA: /^[67]\d{8}$/,
  OM: /^[79]\d{7}$/,
  PS: /^5[69]\d{7}$/,
  QA: /^[3567]\d{7}$/,
  SA: /^5\d{8}$/,
  SD: /^[19]\d{8}$/,
  SY: /^9\d{8}$/,
  TN: /^[2459]\d{7}$/,
  YE: /^7\d{8}$/,
};

/** After the zero: shorter ones are services of a network, or half a number. */
const MIN_NATIONAL_DIGITS = 7;

/**
 * E.164 digits of a number in the national form of `country`: with the zero before it, or a mobile number without it.
 * Null when it is not in a national form, or the country is not known.
 */
export const nationalNumber = (digits: string, country: string): string | null => {
  const dialCode = dialCodeOf(country);
  if (dialCode === undefined) return null;
  if (MOBILE_WITHOUT_ZERO[country]?.test(digits)) return `${dialCode}${digits}`;
  if (!/^0[1-9]/.test(digits) || digits.length <= MIN_NATIONAL_DIGITS) return null;
  return `${dialCode}${KEEPS_ITS_ZERO.has(country) ? digits : digits.slice(1)}`;
};
