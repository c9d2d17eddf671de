import { createRoute } from '@hono/zod-openapi';
import { WaqtorError, linkTokenRequest, workspaceSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { acceptInvitation as join } from '@waqtor/db/queries/invitation-acceptance';
import type { InvitationRecord } from '@waqtor/db/queries/invitations';
import { findMember } from '@waqtor/db/queries/members';
import { findUser } from '@waqtor/db/queries/users';
import { findOwnWorkspace } from '@waqtor/db/queries/workspaces';
import type { Api, ApiContext } from '../../api.ts';
import { auditRow } from '../../audit/audit-row.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { requiresPerson } from '../../middleware/access/access.ts';
import { invitationOfToken } from '../../workspace/invitation-of-request.ts';
import { MAX_PEOPLE } from '../../workspace/member-limit.ts';
import { personIn } from '../../workspace/person-of-request.ts';
import { renderWorkspace } from '../../workspace/render-workspace.ts';

const route = createRoute({
  method: 'post',
  path: '/invitations/accept',
  operationId: 'acceptInvitation',
  tags: ['Members'],
  summary: 'Join a workspace by the link of an invitation; this login works there from now on',
  ...requiresPerson(),
  request: jsonBody(linkTokenRequest),
  responses: {
    200: json('The workspace that you are a member of now.', workspaceSchema),
    ...problems('invalid_link', 'invitation_for_another', 'already_member', 'too_many', 'validation_failed'),
  },
});

/** A link that was passed on opens nothing: the address that was invited is the one that must be signed in. */
const requireForPerson = async (c: ApiContext, { email, workspaceId }: InvitationRecord): Promise<void> => {
  const db = openDatabase(c.env.DB);
  const { userId } = c.get('person');
  const [user, member] = await Promise.all([findUser(db, userId), findMember(db, workspaceId, userId)]);
  if (user?.email.toLowerCase() !== email) throw new WaqtorError('invitation_for_another');
  if (member) throw new WaqtorError('already_member');
};

export const acceptInvitation = (api: Api) =>
  api.openapi(route, async (c) => {
    const { token } = c.req.valid('json');
    const db = openDatabase(c.env.DB);
    const person = c.get('person');
    const invitation = await invitationOfToken(c, token);
    await requireForPerson(c, invitation);
    const { workspaceId, id: invitationId, role } = invitation;
    const entry = { action: 'member.joined', target: { kind: 'member', id: person.userId } } as const;
    const audit = auditRow(c, { ...entry, details: { invitationId, role } }, personIn(c, workspaceId));
    if (!(await join(db, invitation, person, { audit, maxMembers: MAX_PEOPLE }, new Date()))) {
      // Used or revoked meanwhile, else the workspace is full.
      await requireForPerson(c, await invitationOfToken(c, token));
      throw new WaqtorError('too_many', { details: { limit: MAX_PEOPLE } });
    }
    const workspace = await findOwnWorkspace(db, person.userId, workspaceId);
    if (!workspace) throw new WaqtorError('conflict');
    return c.json(renderWorkspace(workspace, workspaceId), 200);
  });
