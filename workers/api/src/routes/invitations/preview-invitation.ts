import { createRoute } from '@hono/zod-openapi';
import { invitationPreviewSchema, linkTokenRequest } from '@waqtor/contracts';
import type { Api } from '../../api.ts';
import { json, jsonBody, problems } from '../../http/describe.ts';
import { invitationOfToken } from '../../workspace/invitation-of-request.ts';

const route = createRoute({
  method: 'post',
  path: '/invitations/preview',
  operationId: 'previewInvitation',
  tags: ['Members'],
  summary: 'What the link of an invitation leads to; changes nothing',
  description: 'Links that were used, have expired or were revoked, and such as never were, are answered the same.',
  security: [],
  request: jsonBody(linkTokenRequest),
  responses: {
    200: json('The invitation, for whoever holds its link.', invitationPreviewSchema),
    ...problems('invalid_link', 'validation_failed'),
  },
});

export const previewInvitation = (api: Api) =>
  api.openapi(route, async (c) => {
    const invitation = await invitationOfToken(c, c.req.valid('json').token);
    const { workspaceName, role, email, invitedByName } = invitation;
    return c.json({ workspaceName, role, email, invitedByName, expiresAt: invitation.expiresAt.toISOString() }, 200);
  });
