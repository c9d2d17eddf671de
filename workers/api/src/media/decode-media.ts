import { MAX_INLINE_MEDIA_BYTES, WaqtorError } from '@waqtor/contracts';
import { DOCUMENT_SNIFF_BYTES } from '@waqtor/core/media/sniff-media';
import { mimetypeFor } from './media-family.ts';
import type { MediaKind } from './media-family.ts';

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

/** The bytes and their true type (M-2: sniffed, not trusted); a stated type counts where the bytes say nothing. */
export const decodeMedia = (
  media: { base64: string; mimetype?: string | undefined },
  kind: MediaKind,
): DecodedMedia => {
  const bytes = decode(media.base64);
  return { bytes, mimetype: mimetypeFor(kind, bytes.subarray(0, DOCUMENT_SNIFF_BYTES), media.mimetype ?? null) };
};
