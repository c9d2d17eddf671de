import { foldText } from '@waqtor/core/text/fold-text';

export interface MarkedPart {
  text: string;
  isHit: boolean;
}
/** Characters kept before the first hit, so that it stands in sight. */
const LEAD_CHARS = 24;

/** Folded character by character, with the place in the original of each: folding drops marks and joins none. */
const foldedPlaces = (text: string): { folded: string; places: number[] } => {
  let folded = '';
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) {
    for (const part of foldText(text[at] ?? '')) {
      folded += part;
      places.push(at);
    }
  }
  return { folded, places };
};

/** A text in parts, those marked that a search (words in any order) found; begins shortly before the first of them. */
export const hitMarks = (text: string, search: string): MarkedPart[] => {
  const { folded, places } = foldedPlaces(text);
  const isHit = new Uint8Array(text.length);
  for (const word of foldText(search).split(/\s+/).filter(Boolean)) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
      const from = places[at] ?? 0;
      const to = places[at + word.length] ?? text.length;
      isHit.fill(1, from, to);
    }
  }
  const first = isHit.indexOf(1);
  const from = first > LEAD_CHARS ? first - LEAD_CHARS : 0;
  const parts: MarkedPart[] = [];
  for (let at = from; at < text.length; at++) {
    const last = parts.at(-1);
    const letter = text[at] ?? '';
    if (last && last.isHit === (isHit[at] === 1)) last.text += letter;
    else parts.push({ text: letter, isHit: isHit[at] === 1 });
  }
  if (from > 0 && parts[0]) parts[0].text = `…${parts[0].text}`;
  return parts;
};
