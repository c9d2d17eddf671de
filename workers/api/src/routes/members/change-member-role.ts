import { createRoute } from '@hono/zod-openapi';
import { changeMemberRequest, memberSchema } from '@waqtor/contracts';
import { refuseRoleChange } from '@waqtor/core/membership/membership';
import { openDatabase } from '@waqtor/db/queries/database';
import { changeRole, liveKeyIdsOf } from '@waqtor/db/queries/member-changes';
import { countOwners } from '@waqtor/db/queries/members';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { forgetKey } from '../../middleware/access/key-principal.ts';
import { followPrincipals } from '../../workspace/follow-principals.ts';
import { memberParams, requireMember } from '../../workspace/member-of-request.ts';
import { actorOf } from '../../workspace/person-of-request.ts';
import { refuse, requireRecentForOwnership } from '../../workspace/refuse.ts';
import { renderMember } from '../../workspace/render-member.ts';
import { tryChange } from '../../workspace/try-change.ts';

const route = createRoute({
  method: 'patch',
  path: '/members/{userId}',
  operationId: 'changeMemberRole',
  tags: ['Members'],
  summary: 'Give a member another role',
  description:
    'Owners may give any role to anybody; admins make members who are not owners or admins anything but owners. A workspace keeps an owner. Keys never give or take ownership; a person who does must have confirmed within 10 minutes that it is them. Invitations that the member may not give any more are revoked, and live connections of the member and their keys follow the new role at once.',
  ...requires('members:write'),
  request: { params: memberParams, ...jsonBody(changeMemberRequest) },
  responses: {
    200: json('The member after the change.', memberSchema),
    ...problems(
      'not_found',
      'validation_failed',
      'role_not_allowed',
      'last_owner',
      'recent_authentication_required',
      'conflict',
    ),
  },
});

export const changeMemberRole = (api: Api) =>
  api.openapi(route, async (c) => {
    const { userId } = c.req.valid('param');
    const { role } = c.req.valid('json');
    const db = openDatabase(c.env.DB);
    const actor = await actorOf(c);
    const { workspaceId } = actor;
    const { member, before } = await tryChange(async () => {
      const read = await requireMember(c, workspaceId, userId);
      const target = { role: read.role, isSelf: userId === actor.userId };
      refuse(refuseRoleChange(actor, target, role, await countOwners(db, workspaceId)));
      requireRecentForOwnership(c, read.role, role);
      if (read.role === role) return { member: read, before: role };
      const details = { from: read.role, to: role };
      const audit = auditRow(c, { action: 'member.role_changed', target: { kind: 'member', id: userId }, details });
      return (await changeRole(db, { workspaceId, actor, member: read }, role, audit, new Date()))
        ? { member: { ...read, role }, before: read.role }
        : null;
    });
    // Keys act with the present role of their creator.
    const keyIds = await liveKeyIdsOf(db, workspaceId, userId);
    for (const keyId of keyIds) forgetKey(keyId);
    if (before !== role) followPrincipals(c, workspaceId);
    return c.json(renderMember(c, member), 200);
  });
