import type { ApiContext } from '../api.ts';

const MAX_CHARS = 200;

/** A name without path and control characters, which are never meant well; null when nothing is left. */
export const cleanFilename = (filename: string): string | null => {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  const name = (filename.split(/[/\\]/).pop() ?? '').replace(/[\u0000-\u001f\u007f]/g, '').slice(0, MAX_CHARS);
  // A lone surrogate, left by the cut or sent by somebody, cannot be encoded.
  return name.toWellFormed().trim() || null;
};

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not UTF-8: the plain name counts.
    return null;
  }
};

/** RFC 6266: `filename*=UTF-8''…` before `filename="…"`. */
const inDisposition = (header: string): string | null => {
  const extended = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(header)?.[1];
  const quoted = /filename\s*=\s*"((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]?.replace(/\\(.)/g, '$1');
  const plain = /filename\s*=\s*([^";\s]+)/i.exec(header)?.[1];
  return (extended === undefined ? null : decoded(extended)) ?? quoted ?? plain ?? null;
};

/** What the uploaded file is called: `?filename=`, else `Content-Disposition`, else null. */
export const filenameOf = (c: ApiContext): string | null => {
  const named = c.req.query('filename') ?? inDisposition(c.req.header('content-disposition') ?? '');
  return named === null ? null : cleanFilename(named);
};
