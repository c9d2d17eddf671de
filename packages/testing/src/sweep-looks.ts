export interface Look {
  theme: 'light' | 'dark';
  /** CSS pixels: phone, tablet, desk. */
  width: 360 | 768 | 1280;
}

/** In this order three further is the other theme at another width. */
export const LOOKS: readonly Look[] = [
  { theme: 'light', width: 360 },
  { theme: 'light', width: 768 },
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 768 },
  { theme: 'dark', width: 1280 },
  { theme: 'dark', width: 360 },
];

/**
 * in which looks a page is swept: all of them in `npm run test:sweep`, two of six in `npm test`, both themes among
 * them. Pages and languages differ on one day, and every look of every page has had its turn after three.
 */
export const looksOf = (page: number, language: number, day: number | 'all'): Look[] => {
  if (day === 'all') return [...LOOKS];
  const first = (page + language + day) % LOOKS.length;
  return [first, (first + 3) % LOOKS.length].map((at) => LOOKS[at] as Look);
};
