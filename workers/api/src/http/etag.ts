import { WaqtorError } from '@waqtor/contracts';
import { etagOfText, isKnown, isMatch } from '@waqtor/core/etag/etag';
import type { ApiContext } from '../api.ts';

/**
 * The strong tag of what an answer holds, in quotes: of the body as it is sent, language included, or of a version
 * number that rises with every change (and of nothing else: then its sentences must not be translated).
 */
export const etagOf = (representation: object | string | number): string =>
  etagOfText(typeof representation === 'object' ? JSON.stringify(representation) : String(representation));

/**
 * 412 `precondition_failed` when `If-Match` names another state than the present one; without the header nothing is
 * asked. `etag` is that of the resource as the same reader gets it. Between this and the change another change may
 * come: where that matters, the statement that changes must look at the version as well.
 */
export const requireMatch = (c: ApiContext, etag: string): void => {
  const header = c.req.header('if-match');
  if (header !== undefined && !isMatch(header, etag)) throw new WaqtorError('precondition_failed');
};

/** For the `responses` of a route that calls `notModified`. */
export const NOT_MODIFIED = { 304: { description: 'Not modified: the reader has it already (`If-None-Match`).' } };

/**
 * Tells the tag (`ETag`), and answers 304 when the reader has this representation already, else null:
 * `return notModified(c, etagOf(body)) ?? c.json(body, 200)`.
 */
export const notModified = (c: ApiContext, etag: string) => {
  c.header('etag', etag);
  const header = c.req.header('if-none-match');
  return header !== undefined && isKnown(header, etag) ? c.body(null, 304) : null;
};
