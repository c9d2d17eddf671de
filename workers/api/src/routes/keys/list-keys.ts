import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, apiKeySchema, pageQuerySchema, pageSchema } from '@waqtor/contracts';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';
import { listApiKeys } from '@waqtor/db/queries/api-key-list';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { renderKey } from '../../keys/render-key.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/keys',
  operationId: 'listKeys',
  tags: ['API keys'],
  summary: 'API keys of the workspace, newest first, without their secrets',
  ...requires('keys:read'),
  request: { query: parameters(pageQuerySchema) },
  responses: {
    200: json('A page; revoked and expired keys stay listed.', pageSchema(apiKeySchema)),
    ...problems('validation_failed', 'invalid_cursor'),
  },
});

/** The sort key of the last row of a page. */
const placeIn = (cursor: string): { createdAt: Date; id: string } => {
  const [at = '', id = ''] = decodeCursor(cursor, 2) ?? [];
  if (!/^\d{1,15}$/.test(at)) throw new WaqtorError('invalid_cursor');
  return { createdAt: new Date(Number(at)), id };
};

export const listKeys = (api: Api) =>
  api.openapi(route, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const last = cursor === undefined ? null : placeIn(cursor);
    const { workspaceId } = c.get('principal');
    // One more than asked tells whether there is another page.
    const rows = await listApiKeys(openDatabase(c.env.DB), workspaceId, { last, limit: limit + 1 });
    const now = new Date();
    const shown = rows.slice(0, limit);
    const end = shown.at(-1);
    const hasMore = rows.length > limit;
    const nextCursor = hasMore && end ? encodeCursor([String(end.createdAt.getTime()), end.id]) : null;
    const data = shown.map((key) => renderKey(key, now));
    return c.json(withNextLink(c, { data, nextCursor, hasMore }), 200);
  });
