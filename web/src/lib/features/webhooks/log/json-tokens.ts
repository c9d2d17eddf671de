export interface JsonToken {
  kind: 'key' | 'text' | 'number' | 'plain';
  text: string;
}
/** Colouring costs an element for each value; above this a body is shown plain. */
const MAX_COLOURED_CHARS = 60_000;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(\btrue\b|\bfalse\b|\bnull\b)/g;

/** A body as people read it: indented when it is JSON, untouched when not. */
export const prettyBody = (body: string): string => {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // No JSON: shown as it came.
    return body;
  }
};

/** Splits indented JSON into what gets a colour and what does not; joined again it is the text. */
export const jsonTokens = (json: string): JsonToken[] => {
  if (json.length > MAX_COLOURED_CHARS || !/^\s*[[{]/.test(json)) return [{ kind: 'plain', text: json }];
  const tokens: JsonToken[] = [];
  let at = 0;
  for (const found of json.matchAll(TOKEN)) {
    if (found.index > at) tokens.push({ kind: 'plain', text: json.slice(at, found.index) });
    const [whole, quoted, colon] = found;
    if (quoted === undefined) tokens.push({ kind: 'number', text: whole });
    else if (colon === undefined) tokens.push({ kind: 'text', text: quoted });
    else tokens.push({ kind: 'key', text: quoted }, { kind: 'plain', text: colon });
    at = found.index + whole.length;
  }
  if (at < json.length) tokens.push({ kind: 'plain', text: json.slice(at) });
  return tokens;
};
