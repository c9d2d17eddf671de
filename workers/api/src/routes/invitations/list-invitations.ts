import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, invitationSchema, pageQuerySchema, pageSchema } from '@waqtor/contracts';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';
import { openDatabase } from '@waqtor/db/queries/database';
import { listInvitations as readInvitations } from '@waqtor/db/queries/invitations';
import type { Api } from '../../api.ts';
import { json, parameters, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { renderInvitation } from '../../workspace/render-invitation.ts';

const route = createRoute({
  method: 'get',
  path: '/invitations',
  operationId: 'listInvitations',
  tags: ['Members'],
  summary: 'Invitations to the workspace, newest first',
  ...requires('members:read'),
  request: { query: parameters(pageQuerySchema) },
  responses: {
    200: json('A page; answered, revoked and expired ones stay listed.', pageSchema(invitationSchema)),
    ...problems('validation_failed', 'invalid_cursor'),
  },
});

/** The sort key of the last row of a page. */
const placeIn = (cursor: string): { createdAt: Date; id: string } => {
  const [at = '', id = ''] = decodeCursor(cursor, 2) ?? [];
  if (!/^\d{1,15}$/.test(at)) throw new WaqtorError('invalid_cursor');
  return { createdAt: new Date(Number(at)), id };
};

export const listInvitations = (api: Api) =>
  api.openapi(route, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    // One more than asked tells whether there is another page.
    const page = { last: cursor === undefined ? null : placeIn(cursor), limit: limit + 1 };
    const rows = await readInvitations(openDatabase(c.env.DB), c.get('principal').workspaceId, page);
    const now = new Date();
    const shown = rows.slice(0, limit);
    const end = shown.at(-1);
    const hasMore = rows.length > limit;
    const nextCursor = hasMore && end ? encodeCursor([String(end.createdAt.getTime()), end.id]) : null;
    return c.json({ data: shown.map((invitation) => renderInvitation(invitation, now)), nextCursor, hasMore }, 200);
  });
