import { WaqtorError, idSchema } from '@waqtor/contracts';
import { openDatabase } from '@waqtor/db/queries/database';
import { findInvitation, findOpenInvitation } from '@waqtor/db/queries/invitations';
import type { InvitationRecord } from '@waqtor/db/queries/invitations';
import * as z from 'zod';
import type { ApiContext } from '../api.ts';
import { parameters } from '../http/describe.ts';
import { hashInvitationToken } from './invitation-token.ts';

export const invitationParams = parameters(z.object({ id: z.string().max(100) }));

/** The invitation, if it is one of the principal's workspace; anything else is as unknown as a wrong one. */
export const invitationOfRequest = async (c: ApiContext, id: string): Promise<InvitationRecord> => {
  const invitation = idSchema('inv').safeParse(id).success
    ? await findInvitation(openDatabase(c.env.DB), c.get('principal').workspaceId, id)
    : null;
  if (!invitation) throw new WaqtorError('not_found');
  return invitation;
};

/** The open invitation that a link leads to. Used, expired, revoked and never made are one answer. */
export const invitationOfToken = async (c: ApiContext, token: string): Promise<InvitationRecord> => {
  const invitation = await findOpenInvitation(openDatabase(c.env.DB), hashInvitationToken(token), new Date());
  if (!invitation) throw new WaqtorError('invalid_link');
  return invitation;
};
