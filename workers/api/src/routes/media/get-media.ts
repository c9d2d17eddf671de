import { createRoute } from '@hono/zod-openapi';
import { idSchema } from '@waqtor/contracts';
import type { MiddlewareHandler } from 'hono';
import { createMiddleware } from 'hono/factory';
import * as z from 'zod';
import type { Api, ApiTypes } from '../../api.ts';
import { parameters, problems } from '../../http/describe.ts';
import { findMedium } from '../../media/find-medium.ts';
import { serveMedium } from '../../media/serve-medium.ts';
import { mediumOfLink } from '../../media/signed-link.ts';
import { requires } from '../../middleware/access/access.ts';

/** Bytes of a medium never change; that somebody may read them can. */
const MAX_AGE_SECONDS = 3_600;

const access = requires('messages:read');
/** A link says itself who may: whatever key or cookie comes along is not looked at. */
const unlessSigned = (guard: MiddlewareHandler<ApiTypes>) =>
  createMiddleware<ApiTypes>((c, next) => (c.req.query('signature') === undefined ? guard(c, next) : next()) as never);

const route = createRoute({
  method: 'get',
  path: '/media/{id}',
  operationId: 'getMedia',
  tags: ['Messages'],
  summary: 'The bytes of a medium',
  description:
    'Shown in place only when its first bytes are those of a picture, audio or video; else downloaded. One `Range` is served. A link of `GET /media/{id}/link` works without a key.',
  ...access,
  middleware: access.middleware.map(unlessSigned),
  request: {
    params: parameters(z.object({ id: z.string().max(100) })),
    query: parameters(
      z.object({
        sessionId: idSchema('ses').optional(),
        expires: z.string().max(20).optional().describe('Of a link.'),
        signature: z.string().max(200).optional().describe('Of a link.'),
      }),
    ),
  },
  responses: {
    200: { description: 'The bytes.', content: { '*/*': {} } },
    206: { description: 'The range that was asked for.', content: { '*/*': {} } },
    ...problems('not_found', 'range_not_satisfiable'),
  },
});

export const getMedia = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { sessionId, expires, signature } = c.req.valid('query');
    if (signature === undefined) return serveMedium(c, await findMedium(c, id, sessionId), MAX_AGE_SECONDS);
    const { medium, secondsLeft } = await mediumOfLink(c, { mediaId: id, expires, signature });
    return serveMedium(c, medium, Math.min(MAX_AGE_SECONDS, secondsLeft));
  });
