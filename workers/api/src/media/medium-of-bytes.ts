import { mediaIdOf } from '@waqtor/core/deterministic-id';
import type { ApiContext } from '../api.ts';
import type { SendTarget } from '../messages/send-to.ts';
import { decodeMedia } from './decode-media.ts';
import { keepMedium } from './keep-medium.ts';
import type { MediaKind } from './media-family.ts';
import type { Medium } from './medium.ts';

const sha256Hex = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');

/** M-2: a file in the request itself, kept for the session. `content` is the digest of its bytes. */
export const mediumOfBytes = async (
  c: ApiContext,
  { session, commandId }: SendTarget,
  media: { base64: string; mimetype?: string | undefined },
  wanted: { kind: MediaKind; filename: string | null },
): Promise<{ medium: Medium; content: string }> => {
  const { bytes, mimetype } = decodeMedia(media, wanted.kind);
  const content = await sha256Hex(bytes);
  // By command and content: a repetition stores the same file, another body under the same key never replaces it.
  const id = mediaIdOf(session.id, `${commandId}:${content}`);
  const medium = await keepMedium(c, session, { id, filename: wanted.filename }, async (r2Key) => {
    await c.env.MEDIA.put(r2Key, bytes, { httpMetadata: { contentType: mimetype } });
    return { mimetype, sizeBytes: bytes.length };
  });
  return { medium, content };
};
