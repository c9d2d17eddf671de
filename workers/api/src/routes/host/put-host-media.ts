import { WaqtorError } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { mediaKey } from '../../media/media-key.ts';
import { nameMedium } from '../../media/name-medium.ts';
import { requireHostMedium } from './host-medium.ts';

/** M-2: the largest file that a session carries. */
export const MAX_HOST_MEDIA_BYTES = 64 * 1024 * 1024;
const MIMETYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(;[ -~]{0,100})?$/;

const declaredLength = (header: string | undefined): number => {
  if (header === undefined || !/^\d+$/.test(header)) {
    throw new WaqtorError('validation_failed', {
      errors: [{ pointer: '/header/content-length', code: 'required', message: 'must say how many bytes follow' }],
    });
  }
  return Number(header);
};

/** `PUT /host/media/:id`: an inbound medium, streamed to R2 (an isolate never holds it whole). */
export const putHostMedia = (app: Api) =>
  app.put('/host/media/:id', async (c) => {
    const { mediaId, session } = await requireHostMedium(c);
    const sizeBytes = declaredLength(c.req.header('content-length'));
    if (sizeBytes > MAX_HOST_MEDIA_BYTES) {
      throw new WaqtorError('payload_too_large', { details: { limitBytes: MAX_HOST_MEDIA_BYTES } });
    }
    if (sizeBytes === 0) throw new WaqtorError('media_not_accepted', { details: { reason: 'empty' } });
    const stated = c.req.header('content-type') ?? '';
    const mimetype = MIMETYPE.test(stated) ? stated : 'application/octet-stream';
    const r2Key = mediaKey(session.workspaceId, mediaId);
    await c.env.MEDIA.put(r2Key, c.req.raw.body, { httpMetadata: { contentType: mimetype } });
    await nameMedium(c.env, session, { id: mediaId, r2Key, mimetype, filename: null, sizeBytes });
    return c.body(null, 204);
  });
