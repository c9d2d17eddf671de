import type { Result } from '@waqtor/contracts';
import { foldDigits } from './fold-digits.ts';
import { nationalNumber } from './national-number.ts';

/** E.164: at most 15 digits; WhatsApp has none shorter than 7 with its country code. */
const MIN_DIGITS = 7;
const MAX_DIGITS = 15;
/** What people write between digits, and the invisible direction marks that Arabic keyboards add. */
const SEPARATORS = /[\s().\-/\u2010-\u2015\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const bare = (input: string): string => foldDigits(input.trim()).replace(SEPARATORS, '');

/** Could the country of whoever writes decide what is meant? False for `+…`, `00…` and what is long enough to have one. */
export const needsCountry = (input: string): boolean => /^(?!00)\d{1,11}$/.test(bare(input));

/**
 * E.164 digits without plus, from `+966 50 000 0000`, `00966…`, `966500000000` or `٩٦٦…`; with a `country` (ISO 3166-1
 * alpha-2) also from its national form, `050 000 0000`. Without one that is refused as `invalid_chat_id` with
 * `reason: needs_country_code`, because guessing a country would write to a stranger.
 */
export const normalizePhone = (input: string, country: string | null = null): Result<string> => {
  const text = bare(input);
  const isWhole = text.startsWith('+') || text.startsWith('00');
  const given = text.startsWith('+') ? text.slice(1) : text.startsWith('00') ? text.slice(2) : text;
  if (!/^\d+$/.test(given)) return { ok: false, code: 'invalid_chat_id', details: { reason: 'not_a_number' } };
  const national = isWhole || country === null ? null : nationalNumber(given, country);
  const digits = national ?? given;
  if (digits.startsWith('0')) return { ok: false, code: 'invalid_chat_id', details: { reason: 'needs_country_code' } };
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS)
    return { ok: false, code: 'invalid_chat_id', details: { reason: 'wrong_length' } };
  return { ok: true, value: digits };
};
