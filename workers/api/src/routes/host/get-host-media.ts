import { WaqtorError } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { ask, roomOf } from '../../objects.ts';
import { requireHostMedium } from './host-medium.ts';

/** `GET /host/media/:id`: an outbound medium on its way to WhatsApp, streamed from R2. */
export const getHostMedia = (app: Api) =>
  app.get('/host/media/:id', async (c) => {
    const { mediaId, session } = await requireHostMedium(c);
    const medium = await ask(() => roomOf(c.env, session.workspaceId, session.id).getMedia(mediaId));
    const object = await c.env.MEDIA.get(medium.r2Key);
    if (!object) throw new WaqtorError('media_missing');
    return c.body(object.body, 200, {
      'content-type': medium.mimetype,
      'content-length': String(object.size),
    });
  });
