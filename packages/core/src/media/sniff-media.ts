import { sniffZip } from './sniff-zip.ts';

/** Bytes by which pictures, audio and video are known; more do no harm. */
export const SNIFF_BYTES = 64;
/** Bytes by which office files are told from other archives. */
export const DOCUMENT_SNIFF_BYTES = 64 * 1024;

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
  if (/^(heic|heix|hevc|mif1|msf1)$/.test(brand)) return { mimetype: 'image/heic', family: 'image' };
  if (/^avi[fs]$/.test(brand)) return null;
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
 * Frames of MPEG audio without a tag: layer II or III, or ADTS AAC. Layer I is left out: nobody sends it, and its first
 * bytes are those of a text in UTF-16.
 */
const ofMpegFrame = (bytes: Uint8Array): SniffedMedia | null => {
  const second = bytes[1] ?? 0;
  if (bytes[0] !== 0xff || (second & 0xe0) !== 0xe0) return null;
  if ((second & 0xf6) === 0xf0) return { mimetype: 'audio/aac', family: 'audio' };
  const layer = (second >> 1) & 3;
  return layer === 1 || layer === 2 ? { mimetype: 'audio/mpeg', family: 'audio' } : null;
};

const ofDocument = (bytes: Uint8Array): SniffedMedia | null => {
  if (ascii(bytes, 0, 5) === '%PDF-') return { mimetype: 'application/pdf', family: 'document' };
  // The container of office files before 2007; which of them it is stands deep inside.
  if (startsWith(bytes, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1))
    return { mimetype: 'application/x-ole-storage', family: 'document' };
  const archive = sniffZip(bytes);
  return archive === null ? null : { mimetype: archive, family: 'document' };
};

/**
 * The type of a file by its first bytes (M-2: sniffed, not trusted), or null when they say nothing. SVG and HTML are
 * null on purpose: they run scripts. Pictures, audio and video need `SNIFF_BYTES`, documents `DOCUMENT_SNIFF_BYTES`.
 */
export const sniffMedia = (bytes: Uint8Array): SniffedMedia | null => {
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return { mimetype: 'image/jpeg', family: 'image' };
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))
    return { mimetype: 'image/png', family: 'image' };
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return { mimetype: 'image/gif', family: 'image' };
  if (ascii(bytes, 0, 4) === 'OggS') {
    const isVideo = ascii(bytes, 0, SNIFF_BYTES).includes('theora');
    return isVideo ? { mimetype: 'video/ogg', family: 'video' } : { mimetype: 'audio/ogg', family: 'audio' };
  }
  if (ascii(bytes, 0, 3) === 'ID3') return { mimetype: 'audio/mpeg', family: 'audio' };
  if (startsWith(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return { mimetype: 'video/webm', family: 'video' };
  if (ascii(bytes, 0, 5) === '#!AMR') return { mimetype: 'audio/amr', family: 'audio' };
  return ofMpegFrame(bytes) ?? ofIsoMedia(bytes) ?? ofRiff(bytes) ?? ofDocument(bytes);
};
