/** How a stretch of text is drawn; `mono` is a block of code (```), `code` a word of it (`). */
export type MarkupStyle = 'bold' | 'italic' | 'strike' | 'code' | 'mono';

/** Text that looks the same throughout: `text` is `source.slice(from, from + text.length)`. */
export interface MarkupSpan {
  text: string;
  from: number;
  /** From the outside in. */
  styles: readonly MarkupStyle[];
  /** An http or https address that the text is; null: no link. */
  href: string | null;
}

/** Lines of one kind that follow each other are one block each; plain ones keep their line feeds inside one block. */
export interface MarkupBlock {
  kind: 'text' | 'quote' | 'bullet' | 'number';
  /** `1.` of a numbered line; empty otherwise. */
  marker: string;
  spans: MarkupSpan[];
}

const INLINE: Readonly<Record<string, MarkupStyle>> = { '*': 'bold', _: 'italic', '~': 'strike' };
const FENCE = '```';
/** Marks stand at the edge of words: a_b_c and 2*3*4 are what they say. */
const WORD = /[\p{L}\p{M}\p{N}]/u;
const BLANK = /\s/;
const LINE_START = /^(?:(> )|([*-] )|(\d{1,2}\.) )(?=\s*[^\s])/;
/** Without what could turn the reading direction and show another address than the one that opens. */
const ADDRESS = /https?:\/\/[^\s<>"'`\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/giu;
/** Ends a sentence or a mark more likely than an address. */
const TRAILING = new Set('.,!?;:*_~،؛؟…»"\'');

interface Stretch {
  from: number;
  to: number;
  styles: readonly MarkupStyle[];
  href: string | null;
}
type Opaque = Stretch & { textFrom: number; textTo: number };

const isWordAt = (text: string, at: number): boolean => {
  if (at < 0 || at >= text.length) return false;
  const isLow = at > 0 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return WORD.test(String.fromCodePoint(text.codePointAt(isLow ? at - 1 : at) ?? 0));
};
const isBlankAt = (text: string, at: number): boolean => at < 0 || at >= text.length || BLANK.test(text[at] ?? '');

/** Blocks of code, over lines; a fence without its end is text. */
const fences = (text: string): Opaque[] => {
  const found: Opaque[] = [];
  for (let at = text.indexOf(FENCE); at !== -1;) {
    const end = text.indexOf(FENCE, at + FENCE.length + 1);
    if (end === -1) break;
    const [textFrom, textTo] = [at + FENCE.length, end];
    if (text.slice(textFrom, textTo).trim() === '') {
      at = end;
      continue;
    }
    found.push({ from: at, to: end + FENCE.length, textFrom, textTo, styles: ['mono'], href: null });
    at = text.indexOf(FENCE, end + FENCE.length);
  }
  return found;
};

const withoutTrail = (address: string): string => {
  let end = address.length;
  let open = 0;
  for (const letter of address) open += letter === '(' ? 1 : letter === ')' ? -1 : 0;
  for (; end > 0; end--) {
    const last = address[end - 1] ?? '';
    // A bracket that was opened before the address closes after it.
    if (last === ')' && open < 0) open++;
    else if (!TRAILING.has(last)) break;
  }
  return address.slice(0, end);
};

/** Words of code and addresses of one line (or what is left of it beside blocks of code): no mark counts inside. */
const opaqueOf = (line: string, offset: number): Opaque[] => {
  const found: Opaque[] = [];
  const addresses = [...line.matchAll(ADDRESS)];
  let next = 0;
  for (let at = 0; at < line.length; at++) {
    while (addresses[next] && (addresses[next]?.index ?? 0) < at) next++;
    const address = addresses[next];
    if (address?.index === at) {
      next++;
      const href = withoutTrail(address[0]);
      if (isWordAt(line, at - 1) || !URL.canParse(href)) continue;
      const [from, to] = [offset + at, offset + at + href.length];
      found.push({ from, to, textFrom: from, textTo: to, styles: [], href });
      at += href.length - 1;
    } else if (line[at] === '`') {
      const end = line.indexOf('`', at + 1);
      if (end === -1) {
        // No other one in this line: only addresses are left to find.
        line = line.replaceAll('`', ' ');
      } else if (line.slice(at + 1, end).trim() !== '') {
        const [textFrom, textTo] = [offset + at + 1, offset + end];
        found.push({ from: textFrom - 1, to: textTo + 1, textFrom, textTo, styles: ['code'], href: null });
        at = end;
      }
    }
  }
  return found;
};

/** Pairs of marks in one line: each opens before a word, closes after one, and crosses no other. */
const pairsOf = (
  text: string,
  from: number,
  to: number,
  opaque: readonly Opaque[],
): Map<number, MarkupStyle | null> => {
  /** Where a style begins; null: where the one that began last but is not ended ends. */
  const marks = new Map<number, MarkupStyle | null>();
  const line = text.slice(from, to);
  let open: { mark: string; at: number }[] = [];
  let next = 0;
  for (let at = 0; at < line.length; at++) {
    const inside = opaque[next];
    if (inside && inside.from <= from + at) {
      at = inside.to - from - 1;
      next++;
      continue;
    }
    const mark = line[at] ?? '';
    const style = INLINE[mark];
    if (!style) continue;
    const opener = open.findIndex((one) => one.mark === mark);
    const begin = open[opener]?.at ?? -1;
    if (opener !== -1 && at - begin > 1 && !isBlankAt(line, at - 1) && !isWordAt(line, at + 1)) {
      marks.set(from + begin, style);
      marks.set(from + at, null);
      open = open.slice(0, opener);
    } else if (!isBlankAt(line, at + 1) && !isWordAt(line, at - 1)) {
      open = [...(opener === -1 ? open : open.filter((one) => one.mark !== mark)), { mark, at }];
    }
  }
  return marks;
};

/** Spans of one line without its beginning (`> `, `- `, `1. `). */
const spansOf = (text: string, from: number, to: number, opaque: readonly Opaque[]): MarkupSpan[] => {
  const marks = pairsOf(text, from, to, opaque);
  const spans: MarkupSpan[] = [];
  let styles: readonly MarkupStyle[] = [];
  let start = from;
  const cut = (end: number, resumeAt: number): void => {
    if (end > start) spans.push({ text: text.slice(start, end), from: start, styles, href: null });
    start = resumeAt;
  };
  const places = [...marks.keys(), ...opaque.map((one) => one.from)].sort((a, b) => a - b);
  const byPlace = new Map(opaque.map((one) => [one.from, one]));
  for (const place of places) {
    const inside = byPlace.get(place);
    if (inside) {
      cut(place, inside.to);
      const { textFrom, textTo, href } = inside;
      spans.push({ text: text.slice(textFrom, textTo), from: textFrom, styles: [...styles, ...inside.styles], href });
      continue;
    }
    cut(place, place + 1);
    const style = marks.get(place);
    styles = style ? [...styles, style] : styles.slice(0, -1);
  }
  cut(to, to);
  return spans;
};

/** From where to where each line goes, without its line feed; one inside a block of code ends none. */
const linesOf = (text: string, mono: readonly Opaque[]): [number, number][] => {
  const lines: [number, number][] = [];
  let from = 0;
  let next = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    while ((mono[next]?.to ?? Infinity) <= at) next++;
    if ((mono[next]?.from ?? Infinity) < at) at = (mono[next]?.to ?? 1) - 1;
    else {
      lines.push([from, at]);
      from = at + 1;
    }
  }
  return [...lines, [from, text.length]];
};

/**
 * A message's text as WhatsApp draws it: `*bold*`, `_italic_`, `~strike~`, code in one or three backticks, `> ` quotes,
 * `- ` and `1. ` lists, http and https addresses. Never throws, in time linear to the text (65,536 characters at most
 * in a message); every character of the source is in one span, or is a mark, or the line feed between two blocks.
 */
export const whatsappMarkup = (text: string): MarkupBlock[] => {
  const mono = fences(text);
  const blocks: MarkupBlock[] = [];
  let next = 0;
  for (const [lineFrom, to] of linesOf(text, mono)) {
    const begin = LINE_START.exec(text.slice(lineFrom, Math.min(to, lineFrom + 200)));
    const from = lineFrom + (begin?.[0].length ?? 0);
    const opaque: Opaque[] = [];
    let at = from;
    for (; mono[next] && (mono[next]?.from ?? 0) < to; next++) {
      const code = mono[next] as Opaque;
      opaque.push(...opaqueOf(text.slice(at, code.from), at), code);
      at = code.to;
    }
    opaque.push(...opaqueOf(text.slice(at, to), at));
    const spans = spansOf(text, from, to, opaque);
    const kind = begin?.[1] ? 'quote' : begin?.[2] ? 'bullet' : begin?.[3] ? 'number' : 'text';
    const last = blocks.at(-1);
    if (last && last.kind === kind && (kind === 'text' || kind === 'quote')) {
      // The line feed belongs to the text, the mark of a quote behind it does not.
      last.spans.push({ text: '\n', from: lineFrom - 1, styles: [], href: null }, ...spans);
    } else blocks.push({ kind, marker: begin?.[3] ?? '', spans });
  }
  return blocks;
};

/** The text without its marks, for one line of a list, a quote, a notification; a bullet stays one. */
export const withoutMarkup = (text: string): string =>
  whatsappMarkup(text)
    .map(({ kind, marker, spans }) => {
      const begin = kind === 'bullet' ? '• ' : kind === 'number' ? `${marker} ` : '';
      return begin + spans.map((span) => span.text).join('');
    })
    .join('\n');
