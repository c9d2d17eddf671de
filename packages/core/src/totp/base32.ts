/** RFC 4648 §6, without padding, as authenticators take it. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BITS_PER_CHAR = 5;

export const toBase32 = (bytes: Uint8Array): string => {
  let [text, buffer, bits] = ['', 0, 0];
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= BITS_PER_CHAR) {
      bits -= BITS_PER_CHAR;
      text += ALPHABET[(buffer >> bits) & 31] as string;
    }
    buffer &= (1 << bits) - 1;
  }
  return bits > 0 ? text + (ALPHABET[(buffer << (BITS_PER_CHAR - bits)) & 31] as string) : text;
};

/** Throws on a character that is not of the alphabet. */
export const fromBase32 = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes: number[] = [];
  let [buffer, bits] = [0, 0];
  for (const char of text.toUpperCase()) {
    const value = ALPHABET.indexOf(char);
    if (value < 0) throw new RangeError('Not base 32.');
    buffer = (buffer << BITS_PER_CHAR) | value;
    bits += BITS_PER_CHAR;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((buffer >> bits) & 255);
    }
    buffer &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
};
