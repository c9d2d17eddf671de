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

/** 1 for each character of `text` that a search (words in any order) found. */
const hitsIn = (text: string, search: string): Uint8Array => {
  const { folded, places } = foldedPlaces(text);
  const isHit = new Uint8Array(text.length);
  for (const word of foldText(search).split(/\s+/).filter(Boolean)) {
    for (let at = folded.indexOf(word); at !== -1; at = folded.indexOf(word, at + word.length)) {
      isHit.fill(1, places[at] ?? 0, places[at + word.length] ?? text.length);
    }
  }
  return isHit;
};

const partsOf = (text: string, isHit: Uint8Array, from: number): MarkedPart[] => {
  const parts: MarkedPart[] = [];
  for (let start = from, at = from + 1; start < text.length; at++) {
    if (at < text.length && isHit[at] === isHit[start]) continue;
    parts.push({ text: text.slice(start, at), isHit: isHit[start] === 1 });
    start = at;
  }
  return parts;
};

/** A whole text in parts, those marked that a search found. */
export const markHits = (text: string, search: string): MarkedPart[] => partsOf(text, hitsIn(text, search), 0);

/** The same for one line of a list: begins shortly before the first hit. */
export const hitMarks = (text: string, search: string): MarkedPart[] => {
  const isHit = hitsIn(text, search);
  const first = isHit.indexOf(1);
  const from = first > LEAD_CHARS ? first - LEAD_CHARS : 0;
  const parts = partsOf(text, isHit, from);
  if (from > 0 && parts[0]) parts[0].text = `…${parts[0].text}`;
  return parts;
};
