import { createRoute } from '@hono/zod-openapi';
import { refuseLeaving } from '@waqtor/core/membership/membership';
import { openDatabase } from '@waqtor/db/queries/database';
import { removeMember } from '@waqtor/db/queries/member-changes';
import { countOwners } from '@waqtor/db/queries/members';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { endMemberUse } from '../../workspace/end-member-use.ts';
import { requireMember } from '../../workspace/member-of-request.ts';
import { memberPrincipal } from '../../workspace/person-of-request.ts';
import { refuse } from '../../workspace/refuse.ts';
import { tryChange } from '../../workspace/try-change.ts';

const route = createRoute({
  method: 'post',
  path: '/members/leave',
  operationId: 'leaveWorkspace',
  tags: ['Members'],
  summary: 'Leave the workspace in which this login works',
  description:
    'Your API keys of this workspace end, and invitations that you sent are revoked. The last owner cannot leave.',
  ...requiresPerson(),
  responses: { 204: { description: 'Left.' }, ...problems('no_workspace', 'not_found', 'last_owner', 'conflict') },
});

export const leaveWorkspace = (api: Api) =>
  api.openapi(route, async (c) => {
    const db = openDatabase(c.env.DB);
    const principal = await memberPrincipal(c);
    const { workspaceId, id: userId } = principal;
    const { keyIds } = await tryChange(async () => {
      const member = await requireMember(c, workspaceId, userId);
      refuse(refuseLeaving(member.role, await countOwners(db, workspaceId)));
      const entry = { action: 'member.left', target: { kind: 'member', id: userId } } as const;
      const audit = auditRow(c, { ...entry, details: { role: member.role } }, principal);
      return removeMember(db, { workspaceId, actor: member, member }, audit, new Date());
    });
    endMemberUse(c, workspaceId, userId, keyIds);
    return c.body(null, 204);
  });
