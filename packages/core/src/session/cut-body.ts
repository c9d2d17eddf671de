/** Bytes that one UTF-16 unit pair or unit takes inside a JSON string, UTF-8 (RFC 8259 §7, as JSON.stringify writes). */
const jsonBytesOf = (codePoint: number): number => {
  if (codePoint === 0x22 || codePoint === 0x5c) return 2;
  if (codePoint < 0x20) return codePoint >= 0x08 && codePoint <= 0x0d && codePoint !== 0x0b ? 2 : 6;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  // A lone surrogate is written as \udXXX.
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return 6;
  return codePoint < 0x10000 ? 3 : 4;
};

/** The longest beginning of `text` that takes at most `maxBytes` inside a JSON string; never half a character. */
export const cutToJsonBytes = (text: string, maxBytes: number): string => {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += jsonBytesOf(character.codePointAt(0) as number);
    if (bytes > maxBytes) return text.slice(0, end);
    end += character.length;
  }
  return text;
};

const encoder = new TextEncoder();
export const jsonBytes = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

/** The first `maxChars` characters of a line for lists; never half a surrogate pair. */
export const previewOf = (text: string, maxChars = 120): string => {
  const line = text
    .slice(0, maxChars * 2)
    .replace(/\s+/g, ' ')
    .trim();
  return [...line].slice(0, maxChars).join('');
};
