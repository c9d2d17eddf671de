import { createRoute } from '@hono/zod-openapi';
import { refuseRemoval } from '@waqtor/core/membership/membership';
import { openDatabase } from '@waqtor/db/queries/database';
import { removeMember as endMembership } from '@waqtor/db/queries/member-changes';
import { countOwners } from '@waqtor/db/queries/members';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { endMemberUse } from '../../workspace/end-member-use.ts';
import { memberParams, requireMember } from '../../workspace/member-of-request.ts';
import { actorOf } from '../../workspace/person-of-request.ts';
import { refuse, requireRecentForOwnership } from '../../workspace/refuse.ts';
import { tryChange } from '../../workspace/try-change.ts';

const route = createRoute({
  method: 'delete',
  path: '/members/{userId}',
  operationId: 'removeMember',
  tags: ['Members'],
  summary: 'Remove a member',
  description:
    'Their API keys of this workspace end, their invitations are revoked, their live connections are closed and their logins work in another workspace of theirs. Owners remove anybody, admins agents and viewers; a workspace keeps an owner.',
  ...requires('members:write'),
  request: { params: memberParams },
  responses: {
    204: { description: 'Removed.' },
    ...problems('not_found', 'role_not_allowed', 'last_owner', 'recent_authentication_required', 'conflict'),
  },
});

export const removeMember = (api: Api) =>
  api.openapi(route, async (c) => {
    const { userId } = c.req.valid('param');
    const db = openDatabase(c.env.DB);
    const actor = await actorOf(c);
    const { workspaceId } = actor;
    const { keyIds } = await tryChange(async () => {
      const member = await requireMember(c, workspaceId, userId);
      const target = { role: member.role, isSelf: userId === actor.userId };
      refuse(refuseRemoval(actor, target, await countOwners(db, workspaceId)));
      requireRecentForOwnership(c, member.role);
      const details = { role: member.role };
      const audit = auditRow(c, { action: 'member.removed', target: { kind: 'member', id: userId }, details });
      return endMembership(db, { workspaceId, actor, member }, audit, new Date());
    });
    endMemberUse(c, workspaceId, userId, keyIds);
    return c.body(null, 204);
  });
