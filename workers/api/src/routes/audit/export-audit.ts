import { createRoute } from '@hono/zod-openapi';
import { auditRowSchema, exportAuditQuery } from '@waqtor/contracts';
import { listAuditRows } from '@waqtor/db/queries/audit';
import { openDatabase } from '@waqtor/db/queries/database';
import * as z from 'zod';
import type { Api } from '../../api.ts';
import { EXPORT_FORMATS, exportStream } from '../../audit/export-stream.ts';
import { filterOfQuery } from '../../audit/filter-of-query.ts';
import { recordAudit } from '../../audit/record-audit.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';

/** Rows in memory at a time. */
const EXPORT_PAGE_ROWS = 500;

const route = createRoute({
  method: 'get',
  path: '/audit/export',
  operationId: 'exportAudit',
  tags: ['Audit'],
  summary: 'The audit as a file, newest first; the export itself is a row of it',
  ...requires('audit:read'),
  request: { query: parameters(exportAuditQuery) },
  responses: {
    200: {
      description: 'The file; an array of rows as `GET /audit` answers them, or a table of the same.',
      content: {
        'text/csv': { schema: { type: 'string' as const } },
        ...json('', z.array(auditRowSchema)).content,
      },
    },
    ...problems('validation_failed'),
  },
});

export const exportAudit = (api: Api) =>
  api.openapi(route, async (c) => {
    const { format, ...query } = c.req.valid('query');
    const { workspaceId } = c.get('principal');
    const db = openDatabase(c.env.DB);
    // Before the first byte: what was read is told, whether or not it was read to the end.
    await recordAudit(c, { action: 'audit.exported', target: { kind: 'audit', id: null }, details: { format } });
    const { contentType } = EXPORT_FORMATS[format];
    const file = exportStream(EXPORT_FORMATS[format], EXPORT_PAGE_ROWS, (last) =>
      listAuditRows(db, workspaceId, {
        filter: filterOfQuery(query),
        after: last && { at: Date.parse(last.at), id: last.id },
        limit: EXPORT_PAGE_ROWS,
      }),
    );
    return c.body(file, 200, {
      'content-type': contentType,
      'content-disposition': `attachment; filename="audit-${new Date().toISOString().slice(0, 10)}.${format}"`,
      'cache-control': 'no-store',
    });
  });
