import { WaqtorError } from '@waqtor/contracts';
import { byteRange } from '@waqtor/core/media/byte-range';
import { SNIFF_BYTES, sniffMedia } from '@waqtor/core/media/sniff-media';
import type { ApiContext } from '../api.ts';
import { contentDisposition } from './content-disposition.ts';
import type { FoundMedium } from './find-medium.ts';

/** The safe type by the stored bytes themselves, or null: whoever uploaded it may have called it anything. */
const safeTypeOf = (head: Uint8Array): string | null => {
  const sniffed = sniffMedia(head);
  return sniffed !== null && sniffed.family !== 'document' ? sniffed.mimetype : null;
};

/**
 * The bytes, whole or one range of them. Shown in place only when they are a picture, audio or video by their own first
 * bytes; anything else is a download without a type. The security headers of the API forbid that any of it runs.
 */
export const serveMedium = async (c: ApiContext, medium: FoundMedium, maxAgeSeconds: number) => {
  const head = await c.env.MEDIA.get(medium.r2Key, { range: { offset: 0, length: SNIFF_BYTES } });
  if (!head) throw new WaqtorError('not_found');
  const safeType = safeTypeOf(new Uint8Array(await head.arrayBuffer()));
  const headers = {
    'content-type': safeType ?? 'application/octet-stream',
    'content-disposition': contentDisposition(safeType === null ? 'attachment' : 'inline', medium.filename),
    'cache-control': `private, max-age=${maxAgeSeconds}`,
    'accept-ranges': 'bytes',
    etag: head.httpEtag,
    vary: 'Cookie, Authorization, X-API-Key',
  };
  const condition = c.req.header('if-range');
  const isSame = condition === undefined || condition === head.httpEtag;
  const range = isSame ? byteRange(c.req.header('range'), head.size) : null;
  if (range === 'unsatisfiable') {
    throw new WaqtorError('range_not_satisfiable', { details: { sizeBytes: head.size } });
  }
  const object = await c.env.MEDIA.get(medium.r2Key, range === null ? undefined : { range });
  // Deleted since its first bytes were read.
  if (!object) throw new WaqtorError('not_found');
  if (range === null) return c.body(object.body, 200, { ...headers, 'content-length': String(head.size) });
  const last = range.offset + range.length - 1;
  return c.body(object.body, 206, {
    ...headers,
    'content-length': String(range.length),
    'content-range': `bytes ${range.offset}-${last}/${head.size}`,
  });
};
