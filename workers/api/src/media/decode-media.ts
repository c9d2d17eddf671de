import { MAX_INLINE_MEDIA_BYTES, WaqtorError } from '@waqtor/contracts';
import type { sendMediaRequest } from '@waqtor/contracts';
import { sniffMedia } from '@waqtor/core/media/sniff-media';
import type * as z from 'zod';

type MediaKind = z.infer<typeof sendMediaRequest>['type'];

/** What the sniffed file must be to be sent as this kind. Any file may go as a document. */
const FAMILY_OF: Readonly<Record<MediaKind, string | null>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  voice: 'audio',
  document: null,
};
const MIMETYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;
/** Types that a browser would run if it ever showed them: sent, but as bytes. */
const ACTIVE_CONTENT = /html|svg|xml|javascript/i;

export interface DecodedMedia {
  bytes: Uint8Array<ArrayBuffer>;
  mimetype: string;
}

const decode = (base64: string): Uint8Array<ArrayBuffer> => {
  // Four characters are three bytes: refused before it is decoded.
  if ((base64.length / 4) * 3 > MAX_INLINE_MEDIA_BYTES + 3) {
    throw new WaqtorError('payload_too_large', { details: { limitBytes: MAX_INLINE_MEDIA_BYTES } });
  }
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  // Buffer skips what is not base64; a length that does not fit tells that something was skipped.
  const expected = Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
  if (bytes.length === 0 || bytes.length !== expected) {
    throw new WaqtorError('media_not_accepted', { details: { reason: 'not_base64' } });
  }
  if (bytes.length > MAX_INLINE_MEDIA_BYTES) {
    throw new WaqtorError('payload_too_large', { details: { limitBytes: MAX_INLINE_MEDIA_BYTES } });
  }
  return bytes;
};

/** The bytes and their true type (M-2: sniffed, not trusted); a stated type counts for documents alone. */
export const decodeMedia = (
  media: { base64: string; mimetype?: string | undefined },
  kind: MediaKind,
): DecodedMedia => {
  const bytes = decode(media.base64);
  const sniffed = sniffMedia(bytes);
  const family = FAMILY_OF[kind];
  if (family !== null) {
    if (sniffed?.family === family) return { bytes, mimetype: sniffed.mimetype };
    throw new WaqtorError('media_not_accepted', { details: { reason: 'type_mismatch' } });
  }
  const stated = media.mimetype ?? '';
  const isStatedUsable = MIMETYPE.test(stated) && !ACTIVE_CONTENT.test(stated);
  return { bytes, mimetype: sniffed?.mimetype ?? (isStatedUsable ? stated : 'application/octet-stream') };
};
