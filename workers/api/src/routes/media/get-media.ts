import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, idSchema } from '@waqtor/contracts';
import { SNIFF_BYTES, sniffMedia } from '@waqtor/core/media/sniff-media';
import * as z from 'zod';
import type { Api, ApiContext } from '../../api.ts';
import { parameters, problems } from '../../http/describe.ts';
import { contentDisposition } from '../../media/content-disposition.ts';
import { requires } from '../../middleware/access/access.ts';
import { askRoom } from '../../session/ask-room.ts';
import { sessionOfRequest } from '../../session/session-of-request.ts';

const route = createRoute({
  method: 'get',
  path: '/media/{id}',
  operationId: 'getMedia',
  tags: ['Messages'],
  summary: 'The bytes of a medium',
  description: 'Shown in place only when its first bytes are those of a picture, audio or video; else downloaded.',
  ...requires('messages:read'),
  request: {
    params: parameters(z.object({ id: z.string().max(100) })),
    query: parameters(z.object({ sessionId: idSchema('ses').optional() })),
  },
  responses: { 200: { description: 'The bytes.', content: { '*/*': {} } }, ...problems('not_found') },
});

/** The safe type by the stored bytes themselves, or null: whoever uploaded it may have called it anything. */
const safeTypeOf = async (c: ApiContext, r2Key: string): Promise<string | null> => {
  const head = await c.env.MEDIA.get(r2Key, { range: { offset: 0, length: SNIFF_BYTES } });
  const sniffed = head ? sniffMedia(new Uint8Array(await head.arrayBuffer())) : null;
  return sniffed !== null && sniffed.family !== 'document' ? sniffed.mimetype : null;
};

export const getMedia = (api: Api) =>
  api.openapi(route, async (c) => {
    const id = idSchema('med').safeParse(c.req.valid('param').id);
    if (!id.success) throw new WaqtorError('not_found');
    const session = await sessionOfRequest(c, c.req.valid('query').sessionId);
    const medium = await askRoom(c.env, session, (room) => room.getMedia(id.data));
    const safeType = await safeTypeOf(c, medium.r2Key);
    const object = await c.env.MEDIA.get(medium.r2Key);
    if (!object) throw new WaqtorError('not_found');
    return c.body(object.body, 200, {
      'content-type': safeType ?? 'application/octet-stream',
      'content-length': String(object.size),
      'content-disposition': contentDisposition(safeType === null ? 'attachment' : 'inline', medium.filename),
      'cache-control': 'private, max-age=3600',
      vary: 'Cookie, Authorization, X-API-Key',
    });
  });
