import { createRoute } from '@hono/zod-openapi';
import { idSchema, mediaLinkSchema } from '@waqtor/contracts';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { findMedium } from '../../media/find-medium.ts';
import { MAX_LINK_SECONDS } from '../../media/limits.ts';
import { linkTo } from '../../media/signed-link.ts';
import { requires } from '../../middleware/access/access.ts';

const DEFAULT_SECONDS = 600;

const route = createRoute({
  method: 'get',
  path: '/media/{id}/link',
  operationId: 'getMediaLink',
  tags: ['Messages'],
  summary: 'A link to a medium that works without a key until it expires',
  description: 'Whoever has the link can read the medium. That of an upload ends at the latest with the upload itself.',
  ...requires('messages:read'),
  request: {
    params: parameters(z.object({ id: z.string().max(100) })),
    query: parameters(
      z.object({
        sessionId: idSchema('ses').optional(),
        seconds: z.coerce
          .number()
          .int()
          .min(1)
          .max(MAX_LINK_SECONDS)
          .default(DEFAULT_SECONDS)
          .describe('How long it works, at most 7 days.'),
      }),
    ),
  },
  responses: { 200: json('The link.', mediaLinkSchema), ...problems('not_found') },
});

export const getMediaLink = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { sessionId, seconds } = c.req.valid('query');
    const medium = await findMedium(c, id, sessionId);
    return c.json(await linkTo(c, id, medium, seconds), 200);
  });
