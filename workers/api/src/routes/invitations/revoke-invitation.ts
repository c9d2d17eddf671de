import { createRoute } from '@hono/zod-openapi';
import { WaqtorError } from '@waqtor/contracts';
import { refuseInvitation } from '@waqtor/core/membership/membership';
import { openDatabase } from '@waqtor/db/queries/database';
import { revokeInvitation as endInvitation } from '@waqtor/db/queries/invitations';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { problems } from '../../http/describe.ts';
import { requires } from '../../middleware/access/access.ts';
import { invitationOfRequest, invitationParams } from '../../workspace/invitation-of-request.ts';
import { actorOf } from '../../workspace/person-of-request.ts';
import { refuse } from '../../workspace/refuse.ts';
import { tryChange } from '../../workspace/try-change.ts';

const route = createRoute({
  method: 'delete',
  path: '/invitations/{id}',
  operationId: 'revokeInvitation',
  tags: ['Members'],
  summary: 'Revoke an invitation: its link leads nowhere; may be repeated',
  description: 'Whoever may give the role may revoke the invitation to it. An accepted one stays as it is.',
  ...requires('members:write'),
  request: { params: invitationParams },
  responses: { 204: { description: 'Revoked.' }, ...problems('not_found', 'role_not_allowed', 'conflict') },
});

export const revokeInvitation = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const actor = await actorOf(c);
    await tryChange(async () => {
      const invitation = await invitationOfRequest(c, id);
      refuse(refuseInvitation(actor, invitation.role));
      if (invitation.acceptedAt !== null) {
        throw new WaqtorError('conflict', { details: { invitationStatus: 'accepted' } });
      }
      if (invitation.revokedAt !== null) return true;
      const { role } = invitation;
      const audit = auditRow(c, {
        action: 'invitation.revoked',
        target: { kind: 'invitation', id },
        details: { role },
      });
      return (await endInvitation(openDatabase(c.env.DB), invitation, audit, new Date())) ? true : null;
    });
    return c.body(null, 204);
  });
