import { sniffMedia } from './sniff-media.ts';
import type { SniffedMedia } from './sniff-media.ts';
import { SOME_OFFICE_FILE } from './sniff-zip.ts';

const MIMETYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;
/** Types that a browser would run if it ever showed them: kept, but as bytes. */
const ACTIVE_CONTENT = /html|svg|xml|javascript/i;
const BYTES = 'application/octet-stream';
const SAYS_NOTHING = new Set(['', BYTES, 'binary/octet-stream', 'application/x-www-form-urlencoded']);

/** Types that the first bytes always give away: a file that is called so and has other bytes is something else. */
const VERIFIABLE =
  /^(image\/(p?jpe?g|png|gif|webp|heic|heif)|video\/(mp4|3gpp|webm|ogg)|audio\/(mpeg|mp3|mp4|m4a|x-m4a|aac|ogg|opus|wav|x-wav|wave|amr|webm)|application\/(pdf|ogg|zip|msword|vnd\.ms-(word|excel|powerpoint)|vnd\.openxmlformats-officedocument\..+))$/;
/** One container for sound alone and for pictures with sound. */
const CONTAINER = /^(audio|video)\/(mp4|3gpp|webm|ogg)$/;
const GENERAL: Readonly<Record<string, RegExp>> = {
  'application/zip': /^application\/(zip|x-zip.*|java-archive|vnd\.(?!openxmlformats|ms-|oasis).+)$/,
  'application/x-ole-storage': /^application\/(msword|vnd\.(ms-|visio).*|x-msi)$/,
  [SOME_OFFICE_FILE]: /^application\/(zip|vnd\.(openxmlformats-officedocument|ms-).*)$/,
};
/** Words by which an office file is called, macros and templates included. */
const OFFICE_WORDS: readonly (readonly [type: RegExp, words: RegExp])[] = [
  [/wordprocessingml/, /word/],
  [/spreadsheetml/, /excel|sheet/],
  [/presentationml/, /powerpoint|presentation/],
];

const plain = (declared: string | null): string => (declared ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
const familyOf = (mimetype: string): string =>
  mimetype === 'application/ogg' ? 'audio' : (mimetype.split('/')[0] ?? '');

const isSameDocument = (sniffed: string, declared: string): boolean => {
  if (sniffed === declared || declared === 'application/zip' || GENERAL[sniffed]?.test(declared)) return true;
  return OFFICE_WORDS.some(([type, words]) => type.test(sniffed) && words.test(declared));
};

const isContradicted = (sniffed: SniffedMedia | null, declared: string): boolean => {
  if (SAYS_NOTHING.has(declared)) return false;
  if (sniffed === null) return VERIFIABLE.test(declared);
  if (sniffed.family === 'document') {
    return sniffed.mimetype === 'application/pdf'
      ? !/^application\/(x-)?pdf$/.test(declared)
      : !isSameDocument(sniffed.mimetype, declared);
  }
  const family = familyOf(declared);
  if (family === sniffed.family) return false;
  return !(CONTAINER.test(sniffed.mimetype) && (family === 'audio' || family === 'video'));
};

export interface JudgedMedia extends SniffedMedia {
  /** What it was called is something else: a page that is called a picture, a picture that is called a page. */
  isDisguised: boolean;
}

/**
 * What a file is, by its first bytes (`DOCUMENT_SNIFF_BYTES` of them) and, where these say nothing or name a general
 * container, by what it was called. Never a type that a browser would run.
 */
export const judgeMedia = (head: Uint8Array, declared: string | null): JudgedMedia => {
  const sniffed = sniffMedia(head);
  const called = plain(declared);
  const isDisguised = isContradicted(sniffed, called);
  const isUsable = MIMETYPE.test(called) && !SAYS_NOTHING.has(called) && !isDisguised;
  // The types of office files are called `…xml…` as well: they are known by their bytes, never by their name alone.
  if (sniffed === null) {
    return { mimetype: isUsable && !ACTIVE_CONTENT.test(called) ? called : BYTES, family: 'document', isDisguised };
  }
  if (isUsable && GENERAL[sniffed.mimetype]?.test(called)) return { ...sniffed, mimetype: called, isDisguised };
  const isInternal = sniffed.mimetype === SOME_OFFICE_FILE || sniffed.mimetype === 'application/x-ole-storage';
  return { ...sniffed, mimetype: isInternal ? BYTES : sniffed.mimetype, isDisguised };
};
