import { createRoute } from '@hono/zod-openapi';
import { memberSchema, pageSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { listMembers as readMembers } from '@waqtor/db/queries/members';
import type { Api } from '../../api.ts';
import { json, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { renderMember } from '../../workspace/render-member.ts';

const route = createRoute({
  method: 'get',
  path: '/members',
  operationId: 'listMembers',
  tags: ['Members'],
  summary: 'Members of the workspace, in the order of joining',
  description: 'A workspace has at most 200, on one page.',
  ...requires('members:read'),
  responses: { 200: json('All of them.', pageSchema(memberSchema)), ...problems() },
});

export const listMembers = (api: Api) =>
  api.openapi(route, async (c) => {
    const members = await readMembers(openDatabase(c.env.DB), c.get('principal').workspaceId);
    return c.json({ data: members.map((member) => renderMember(c, member)), nextCursor: null, hasMore: false }, 200);
  });
