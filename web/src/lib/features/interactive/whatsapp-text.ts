export interface TextRun {
  kind: 'plain' | 'bold' | 'italic';
  text: string;
}
const MARKED = /\*([^*\n]+)\*|_([^_\n]+)_/g;

/** `*bold*` and `_italic_` as WhatsApp draws them. */
export const textRuns = (text: string): TextRun[] => {
  const runs: TextRun[] = [];
  let at = 0;
  for (const found of text.matchAll(MARKED)) {
    if (found.index > at) runs.push({ kind: 'plain', text: text.slice(at, found.index) });
    const [whole, bold, italic] = found;
    runs.push(bold === undefined ? { kind: 'italic', text: italic ?? '' } : { kind: 'bold', text: bold });
    at = found.index + whole.length;
  }
  if (at < text.length) runs.push({ kind: 'plain', text: text.slice(at) });
  return runs;
};
