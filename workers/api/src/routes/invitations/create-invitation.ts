import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, invitationSchema, inviteRequest } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { INVITATION_LIFE_MS } from '@waqtor/core/membership/invitation-status';
import { refuseInvitation } from '@waqtor/core/membership/membership';
import { openDatabase } from '@waqtor/db/queries/database';
import { insertInvitation, isInvited } from '@waqtor/db/queries/invitations';
import { findMemberByEmail } from '@waqtor/db/queries/members';
import type { Api, ApiContext } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { postMails } from '../../mail/compose-mail.ts';
import { requires } from '../../middleware/access/access.ts';
import { admitMail } from '../../middleware/login-limiter/login-limiter.ts';
import { composeInvitation } from '../../workspace/invitation-mail.ts';
import { invitationOfRequest } from '../../workspace/invitation-of-request.ts';
import { hashInvitationToken, newInvitationToken } from '../../workspace/invitation-token.ts';
import { MAX_PEOPLE } from '../../workspace/member-limit.ts';
import { actorOf } from '../../workspace/person-of-request.ts';
import { refuse, requireRecentForOwnership } from '../../workspace/refuse.ts';
import { renderInvitation } from '../../workspace/render-invitation.ts';

const route = createRoute({
  method: 'post',
  path: '/invitations',
  operationId: 'createInvitation',
  tags: ['Members'],
  summary: 'Invite somebody by e-mail',
  description:
    'The link in the mail works once, for 7 days. Owners invite in any role, admins in any but owner; a key gives no role that may do more than the key. Members and open invitations together are at most 200.',
  ...requires('members:write'),
  request: jsonBody(inviteRequest),
  responses: {
    201: json('Invited; the mail is on its way.', invitationSchema),
    ...problems(
      'validation_failed',
      'role_not_allowed',
      'recent_authentication_required',
      'already_member',
      'already_invited',
      'too_many',
      'rate_limited',
    ),
  },
});

const requireUninvited = async (c: ApiContext, workspaceId: string, email: string): Promise<void> => {
  const db = openDatabase(c.env.DB);
  if (await findMemberByEmail(db, workspaceId, email)) throw new WaqtorError('already_member');
  if (await isInvited(db, workspaceId, email, new Date())) throw new WaqtorError('already_invited');
};

export const createInvitation = (api: Api) =>
  api.openapi(route, async (c) => {
    const { role, language, email: address } = c.req.valid('json');
    const email = address.toLowerCase();
    const actor = await actorOf(c);
    const { workspaceId } = actor;
    refuse(refuseInvitation(actor, role));
    requireRecentForOwnership(c, role);
    await requireUninvited(c, workspaceId, email);
    await admitMail(c, email);
    const id = newId('inv');
    const token = newInvitationToken();
    const mail = await composeInvitation(c, actor, { email, token, language });
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + INVITATION_LIFE_MS);
    const tokenHash = hashInvitationToken(token);
    const row = { id, workspaceId, email, role, tokenHash, inviter: actor, createdAt, expiresAt };
    const audit = auditRow(c, { action: 'invitation.created', target: { kind: 'invitation', id }, details: { role } });
    if (!(await insertInvitation(openDatabase(c.env.DB), row, { mail, audit, maxPeople: MAX_PEOPLE }))) {
      // Another request was faster, or there are too many.
      await requireUninvited(c, workspaceId, email);
      throw new WaqtorError('too_many', { details: { limit: MAX_PEOPLE } });
    }
    postMails(c);
    c.header('location', `/api/invitations/${id}`);
    return c.json(renderInvitation(await invitationOfRequest(c, id), createdAt), 201);
  });
