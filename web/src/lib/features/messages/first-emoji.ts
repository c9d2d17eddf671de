/** The first emoji of what was typed, with its skin tone and joiners; null when there is none. */
export const firstEmoji = (text: string): string | null => {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    // Digits and `#` are emoji to Unicode too, unless they stand alone.
    if (/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(segment)) return segment;
  }
  return null;
};
