/** ISO 3166-1 alpha-2, where WhatsApp is in daily use; names come from the browser in the page's language. */
const CODES =
  'AE AF AL AM AO AR AT AU AZ BA BD BE BF BG BH BI BJ BN BO BR BW BY CA CD CF CG CH CI CL CM CN CO CR CU CV CY CZ DE DJ DK DO DZ EC EE EG ER ES ET FI FR GA GB GE GH GM GN GQ GR GT GW HK HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KM KR KW KZ LA LB LK LR LS LT LU LV LY MA MD ME MG MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NZ OM PA PE PG PH PK PL PS PT PY QA RO RS RU RW SA SC SD SE SG SI SK SL SN SO SR SS ST SV SY SZ TD TG TH TJ TL TM TN TR TT TW TZ UA UG US UY UZ VE VN YE ZA ZM ZW'.split(
    ' ',
  );

export interface Option {
  value: string;
  label: string;
}

/** Every country by its name in `locale`, in that language's order; a code that is set but not listed is added. */
export const countryOptions = (locale: string, present: string): Option[] => {
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  const codes = CODES.includes(present) ? CODES : [...CODES, present];
  return codes
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
};

/** Every time zone that the browser knows, with its present distance from UTC. */
export const timeZoneOptions = (present: string, now: Date): Option[] => {
  const zones = new Set([present, ...Intl.supportedValuesOf('timeZone')]);
  const distance = (timeZone: string): string =>
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' })
      .formatToParts(now)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return [...zones].sort().map((value) => ({ value, label: `${value.replaceAll('_', ' ')} (${distance(value)})` }));
};
