/** Bytes that `sniffMedia` needs; more do no harm. */
export const SNIFF_BYTES = 64;

export interface SniffedMedia {
  mimetype: string;
  family: 'image' | 'video' | 'audio' | 'document';
}

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.slice(from, to));
const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, i) => bytes[i] === byte);

const ISO_AUDIO_BRANDS = new Set(['M4A ', 'M4B ', 'F4A ']);

const ofIsoMedia = (bytes: Uint8Array): SniffedMedia | null => {
  if (ascii(bytes, 4, 8) !== 'ftyp') return null;
  const brand = ascii(bytes, 8, 12);
  if (ISO_AUDIO_BRANDS.has(brand)) return { mimetype: 'audio/mp4', family: 'audio' };
  if (/^(heic|heix|mif1|avif|msf1)$/.test(brand)) return null;
  if (brand.startsWith('3g')) return { mimetype: 'video/3gpp', family: 'video' };
  return { mimetype: 'video/mp4', family: 'video' };
};

const ofRiff = (bytes: Uint8Array): SniffedMedia | null => {
  if (ascii(bytes, 0, 4) !== 'RIFF') return null;
  const kind = ascii(bytes, 8, 12);
  if (kind === 'WEBP') return { mimetype: 'image/webp', family: 'image' };
  if (kind === 'WAVE') return { mimetype: 'audio/wav', family: 'audio' };
  return null;
};

/**
 * The type of a file by its first bytes (M-2: sniffed, not trusted), or null when it is none that a browser shows
 * safely. SVG and HTML are null on purpose: they run scripts.
 */
export const sniffMedia = (bytes: Uint8Array): SniffedMedia | null => {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return { mimetype: 'image/jpeg', family: 'image' };
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))
    return { mimetype: 'image/png', family: 'image' };
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return { mimetype: 'image/gif', family: 'image' };
  if (ascii(bytes, 0, 4) === 'OggS') return { mimetype: 'audio/ogg', family: 'audio' };
  if (ascii(bytes, 0, 3) === 'ID3') return { mimetype: 'audio/mpeg', family: 'audio' };
  if (startsWith(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return { mimetype: 'video/webm', family: 'video' };
  if (ascii(bytes, 0, 5) === '#!AMR') return { mimetype: 'audio/amr', family: 'audio' };
  if (ascii(bytes, 0, 5) === '%PDF-') return { mimetype: 'application/pdf', family: 'document' };
  // MPEG audio frames: eleven set bits, then a layer that is not reserved; ADTS AAC has layer 00.
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0) {
    return { mimetype: ((bytes[1] ?? 0) & 0x06) === 0 ? 'audio/aac' : 'audio/mpeg', family: 'audio' };
  }
  return ofIsoMedia(bytes) ?? ofRiff(bytes);
};
