import { createRoute } from '@hono/zod-openapi';
import { memberSchema } from '@waqtor/contracts';
import { refuseTransfer } from '@waqtor/core/membership/membership';
import { openDatabase } from '@waqtor/db/queries/database';
import { transferOwnership as swapRoles } from '@waqtor/db/queries/member-changes';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { memberParams, requireMember } from '../../workspace/member-of-request.ts';
import { memberPrincipal } from '../../workspace/person-of-request.ts';
import { refuse } from '../../workspace/refuse.ts';
import { renderMember } from '../../workspace/render-member.ts';
import { tryChange } from '../../workspace/try-change.ts';

const route = createRoute({
  method: 'post',
  path: '/members/{userId}/transfer-ownership',
  operationId: 'transferOwnership',
  tags: ['Members'],
  summary: 'Make a member an owner in your place; you become an admin',
  ...requiresPerson({ isDangerous: true }),
  request: { params: memberParams },
  responses: {
    200: json('The new owner.', memberSchema),
    ...problems('no_workspace', 'not_found', 'role_not_allowed', 'conflict'),
  },
});

export const transferOwnership = (api: Api) =>
  api.openapi(route, async (c) => {
    const { userId } = c.req.valid('param');
    const principal = await memberPrincipal(c);
    const { workspaceId } = principal;
    const owner = await tryChange(async () => {
      const [actor, member] = await Promise.all([
        requireMember(c, workspaceId, principal.id),
        requireMember(c, workspaceId, userId),
      ]);
      const isSelf = userId === principal.id;
      refuse(refuseTransfer({ kind: 'user', role: actor.role, scopes: ['*'] }, { role: member.role, isSelf }));
      const entry = { action: 'workspace.ownership_transferred', target: { kind: 'member', id: userId } } as const;
      const audit = auditRow(c, { ...entry, details: { from: member.role } }, principal);
      const isDone = await swapRoles(openDatabase(c.env.DB), { workspaceId, actor, member }, audit, new Date());
      return isDone ? { ...member, role: 'owner' as const } : null;
    });
    return c.json(renderMember(c, owner), 200);
  });
