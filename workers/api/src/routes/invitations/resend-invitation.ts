import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, invitationSchema } from '@waqtor/contracts';
import { INVITATION_LIFE_MS, invitationStatus } from '@waqtor/core/membership/invitation-status';
import { refuseInvitation } from '@waqtor/core/membership/membership';
import { openDatabase } from '@waqtor/db/queries/database';
import { renewInvitation } from '@waqtor/db/queries/invitations';
import type { Api } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, problems } from '../../http/describe.ts';
import { postMails } from '../../mail/compose-mail.ts';
import { requires } from '../../middleware/access/access.ts';
import { admitMail } from '../../middleware/login-limiter/login-limiter.ts';
import { composeInvitation } from '../../workspace/invitation-mail.ts';
import { invitationOfRequest, invitationParams } from '../../workspace/invitation-of-request.ts';
import { hashInvitationToken, newInvitationToken } from '../../workspace/invitation-token.ts';
import { actorOf } from '../../workspace/person-of-request.ts';
import { refuse, requireRecentForOwnership } from '../../workspace/refuse.ts';
import { renderInvitation } from '../../workspace/render-invitation.ts';

const route = createRoute({
  method: 'post',
  path: '/invitations/{id}/resend',
  operationId: 'resendInvitation',
  tags: ['Members'],
  summary: 'Send an open or expired invitation again, with a new link for 7 days',
  description: 'The link before it is dead. You are the inviting member from now on. Mails to one address are limited.',
  ...requires('members:write'),
  request: { params: invitationParams },
  responses: {
    200: json('The invitation with its new expiry.', invitationSchema),
    ...problems('not_found', 'role_not_allowed', 'recent_authentication_required', 'conflict', 'rate_limited'),
  },
});

export const resendInvitation = (api: Api) =>
  api.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const invitation = await invitationOfRequest(c, id);
    const { email, role } = invitation;
    const actor = await actorOf(c);
    refuse(refuseInvitation(actor, role));
    requireRecentForOwnership(c, role);
    const status = invitationStatus(invitation, new Date());
    if (status === 'accepted' || invitation.revokedAt !== null) {
      throw new WaqtorError('conflict', { details: { invitationStatus: status } });
    }
    await admitMail(c, email);
    const token = newInvitationToken();
    const mail = await composeInvitation(c, actor, { email, token });
    const now = new Date();
    const expiresAt = new Date(now.getTime() + INVITATION_LIFE_MS);
    const next = { tokenHash: hashInvitationToken(token), expiresAt, inviter: actor };
    const audit = auditRow(c, { action: 'invitation.resent', target: { kind: 'invitation', id }, details: { role } });
    if (!(await renewInvitation(openDatabase(c.env.DB), invitation, next, { mail, audit }))) {
      throw new WaqtorError('conflict');
    }
    postMails(c);
    return c.json(renderInvitation(await invitationOfRequest(c, id), now), 200);
  });
