import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, auditRowSchema, listAuditQuery, pageSchema } from '@waqtor/contracts';
import { fromAuditCursor, toAuditCursor } from '@waqtor/core/audit/audit-cursor';
import { listAuditRows } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import type { Api } from '../../api.ts';
import { filterOfQuery } from '../../audit/filter-of-query.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { withNextLink } from '../../http/with-next-link.ts';
import { requires } from '../../middleware/access/access.ts';

const route = createRoute({
  method: 'get',
  path: '/audit',
  operationId: 'listAudit',
  tags: ['Audit'],
  summary: 'Who did what, when and from where: newest first',
  description: 'Reads and sent messages are one row for an actor, a resource and five minutes; `count` says how many.',
  ...requires('audit:read'),
  request: { query: parameters(listAuditQuery) },
  responses: {
    200: json('A page.', pageSchema(auditRowSchema)),
    ...problems('validation_failed', 'invalid_cursor'),
  },
});

export const listAudit = (api: Api) =>
  api.openapi(route, async (c) => {
    const { limit, cursor, ...query } = c.req.valid('query');
    const after = cursor === undefined ? null : fromAuditCursor(cursor);
    if (cursor !== undefined && after === null) throw new WaqtorError('invalid_cursor');
    const found = await listAuditRows(openDatabase(c.env.DB), c.get('principal').workspaceId, {
      filter: filterOfQuery(query),
      after,
      limit: limit + 1,
    });
    const data = found.slice(0, limit);
    const last = data.at(-1);
    const hasMore = found.length > limit;
    const nextCursor = hasMore && last ? toAuditCursor({ at: Date.parse(last.at), id: last.id }) : null;
    return c.json(withNextLink(c, { data, nextCursor, hasMore }), 200);
  });
