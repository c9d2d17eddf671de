import { isolateLtr } from '../../i18n/isolate.ts';
import { dialCodeOf, DIAL_COUNTRIES } from './dial-code.ts';

/** Countries by their name in `locale` with what is dialled before their numbers, in that language's order. */
export const countryChoices = (locale: string) => {
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  return {
    options: DIAL_COUNTRIES.map((value) => ({
      value,
      label: `${names.of(value) ?? value} ${isolateLtr(`+${dialCodeOf(value)}`)}`,
    })).sort((a, b) => a.label.localeCompare(b.label, locale)),
    /** What the closed field shows: `SA +966`. */
    shortOf: (country: string): string => `${country} +${dialCodeOf(country) ?? ''}`,
  };
};
