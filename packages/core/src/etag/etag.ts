import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** 128 bits: enough that two representations never share a tag. */
const TAG_BYTES = 16;
/** A tag of a list, or what stands between two of them; a comma inside the quotes belongs to the tag (RFC 9110 §8.8.3). */
const TAG = /^\s*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)")?\s*(?:,|$)/;

/** The strong tag of a text, in quotes as it stands in `ETag`. */
export const etagOfText = (text: string): string =>
  `"${btoa(String.fromCharCode(...sha256(utf8ToBytes(text)).subarray(0, TAG_BYTES))).replace(/=+$/, '')}"`;

interface ListedTag {
  isWeak: boolean;
  tag: string;
}

/** Null: not a list of tags. */
const parseTags = (header: string): ListedTag[] | null => {
  const tags: ListedTag[] = [];
  let rest = header;
  while (rest !== '') {
    const found = TAG.exec(rest);
    if (!found) return null;
    if (found[2] !== undefined) tags.push({ isWeak: found[1] !== undefined, tag: `"${found[2]}"` });
    rest = rest.slice(found[0].length);
  }
  return tags;
};

/** RFC 9110 §13.1.1: by strong comparison, because what follows changes something. An unreadable list matches nothing. */
export const isMatch = (ifMatch: string, etag: string): boolean => {
  if (ifMatch.trim() === '*') return true;
  return parseTags(ifMatch)?.some(({ isWeak, tag }) => !isWeak && tag === etag) ?? false;
};

/** RFC 9110 §13.1.2: by weak comparison. True: the reader has this representation already. */
export const isKnown = (ifNoneMatch: string, etag: string): boolean => {
  if (ifNoneMatch.trim() === '*') return true;
  return parseTags(ifNoneMatch)?.some(({ tag }) => tag === etag) ?? false;
};
