import { MAX_PICTURE_BYTES, PICTURE_TYPES, WaqtorError } from '@waqtor/contracts';
import type { PictureType } from '@waqtor/contracts';
import { randomBase62 } from '@waqtor/core/api-key/base62';
import { SNIFF_BYTES, sniffMedia } from '@waqtor/core/media/sniff-media';
import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';

const isPictureType = (type: string | undefined): type is PictureType =>
  (PICTURE_TYPES as readonly (string | undefined)[]).includes(type);

const BINARY = { schema: { type: 'string', format: 'binary' } } as const;
const CONTENT = { 'image/png': BINARY, 'image/jpeg': BINARY, 'image/webp': BINARY };

/** For the `request` of a route that takes a picture as its body. */
export const PICTURE_BODY = { body: { required: true as const, content: CONTENT } };
/** For the `responses` of a route that calls `servePicture`. */
export const PICTURE_ANSWER = { description: 'The picture.', content: CONTENT };

/** 130 random bits: nobody guesses where another's picture lies. */
const KEY_CHARS = 22;

interface Picture {
  bytes: Uint8Array<ArrayBuffer>;
  mimetype: PictureType;
}

/** The picture in the body, by its first bytes: what the client called it decides nothing but a 415. */
const readPicture = async (c: ApiContext): Promise<Picture> => {
  const stated = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (!isPictureType(stated)) {
    throw new WaqtorError('unsupported_media_type', { details: { accepted: PICTURE_TYPES.join(', ') } });
  }
  // The limit of the body was kept while it was read (`limitBody`).
  const bytes = new Uint8Array(await c.req.raw.arrayBuffer());
  if (bytes.length === 0) throw new WaqtorError('media_not_accepted', { details: { reason: 'empty' } });
  if (bytes.length > MAX_PICTURE_BYTES) {
    throw new WaqtorError('payload_too_large', { details: { limitBytes: MAX_PICTURE_BYTES } });
  }
  const sniffed = sniffMedia(bytes.subarray(0, SNIFF_BYTES))?.mimetype;
  if (!isPictureType(sniffed)) throw new WaqtorError('media_not_accepted', { details: { reason: 'type_mismatch' } });
  return { bytes, mimetype: sniffed };
};

/** Removes what no row names any more, after the answer. */
export const dropPicture = (c: ApiContext, key: string | null): void => {
  if (key === null) return;
  const removal = c.env.MEDIA.delete(key).catch((error: unknown) => {
    log('warn', 'a replaced picture was not removed', { requestId: c.get('requestId'), ...describeError(error) });
  });
  c.executionCtx.waitUntil(removal);
};

/**
 * Keeps the picture in the body under its owner (a person or a workspace), then has `name` write the row that names its
 * key: a row never names a file that is not there, and a file that no row came to name is removed.
 */
export const keepPicture = async <T>(c: ApiContext, ownerId: string, name: (key: string) => Promise<T>): Promise<T> => {
  const { bytes, mimetype } = await readPicture(c);
  const key = `${ownerId}/${randomBase62(KEY_CHARS)}`;
  await c.env.MEDIA.put(key, bytes, { httpMetadata: { contentType: mimetype } });
  try {
    return await name(key);
  } catch (error) {
    dropPicture(c, key);
    throw error;
  }
};

/** Its type is sniffed again from what is stored; the security headers of the API forbid it to be anything else. */
export const servePicture = async (c: ApiContext, key: string) => {
  const object = await c.env.MEDIA.get(key);
  if (!object) throw new WaqtorError('not_found');
  const bytes = new Uint8Array(await object.arrayBuffer());
  const mimetype = sniffMedia(bytes.subarray(0, SNIFF_BYTES))?.mimetype;
  if (!isPictureType(mimetype)) throw new WaqtorError('not_found');
  return c.body(bytes, 200, {
    'content-type': mimetype,
    'content-length': String(bytes.length),
    'content-disposition': 'inline',
    // Its address changes with every upload.
    'cache-control': 'private, max-age=86400',
    vary: 'Cookie, Authorization, X-API-Key',
  });
};
