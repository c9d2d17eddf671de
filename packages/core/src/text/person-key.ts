import { foldText } from './fold-text.ts';

/** After every name: those without one stand last, by number. */
const NAMELESS = '\uffff';

/** What people are sorted and found by: folded names, then the number. One string, so that one index serves both. */
export const personKey = (names: readonly (string | null)[], phone: string | null): string => {
  const known = names.filter((name) => name !== null && name.trim() !== '');
  const folded = known.length > 0 ? foldText(known.join(' ')).replace(/\s+/g, ' ').trim() : NAMELESS;
  return `${folded}\n${phone ?? ''}`;
};

/**
 * What to look for in such keys. A number is found however it is written: `+966 50-000`, `٠٠٩٦٦٥٠`, or as people of its
 * country write it, `050 000`. Empty when nothing is left to look for.
 */
export const personQuery = (q: string): string => {
  const folded = foldText(q).replace(/\s+/g, ' ').trim();
  if (!/^[+\d\s().-]+$/.test(folded)) return folded;
  return folded.replace(/\D/g, '').replace(/^0{1,2}(?=[1-9])/, '');
};
