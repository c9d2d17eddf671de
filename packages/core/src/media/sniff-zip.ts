/** Local file header: `PK` 3 4, lengths of name and extra field at 26 and 28, the name at 30 (APPNOTE 4.3.7). */
const HEADER_BYTES = 30;
/** Names that are looked at: the parts of an office file come early, and an archive may hold thousands. */
const MAX_NAMES = 64;
/** The type of an OpenDocument file or e-book is the content of its first entry, stored as it is. */
const MAX_STORED_TYPE_CHARS = 100;

const OFFICE: readonly (readonly [folder: string, mimetype: string])[] = [
  ['word/', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
];
/** An office file whose main part lies behind what was read. */
export const SOME_OFFICE_FILE = 'application/x-ooxml';

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const isHeader = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 3 && bytes[at + 3] === 4;

/** Names of the entries, found by their headers: sizes may be told only behind the data, so that none can be skipped. */
const namesIn = (bytes: Uint8Array): string[] => {
  const names: string[] = [];
  for (let at = 0; at + HEADER_BYTES < bytes.length && names.length < MAX_NAMES; at += 1) {
    if (!isHeader(bytes, at)) continue;
    const length = (bytes[at + 26] ?? 0) + (bytes[at + 27] ?? 0) * 256;
    names.push(latin1(bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + Math.min(length, 200))));
  }
  return names;
};

const storedTypeIn = (bytes: Uint8Array): string | null => {
  const name = 'mimetype';
  if (latin1(bytes.subarray(HEADER_BYTES, HEADER_BYTES + name.length)) !== name) return null;
  const extra = (bytes[28] ?? 0) + (bytes[29] ?? 0) * 256;
  const from = HEADER_BYTES + name.length + extra;
  const text = latin1(bytes.subarray(from, from + MAX_STORED_TYPE_CHARS));
  return /^application\/(?:vnd\.oasis\.opendocument\.[a-z]+|epub\+zip)/.exec(text)?.[0] ?? null;
};

/** The type of an archive by the names in it: an office file, an e-book, or `application/zip`; null for no archive. */
export const sniffZip = (bytes: Uint8Array): string | null => {
  if (!isHeader(bytes, 0)) return null;
  const stored = storedTypeIn(bytes);
  if (stored !== null) return stored;
  const names = namesIn(bytes);
  if (!names.includes('[Content_Types].xml')) return 'application/zip';
  return OFFICE.find(([folder]) => names.some((name) => name.startsWith(folder)))?.[1] ?? SOME_OFFICE_FILE;
};
