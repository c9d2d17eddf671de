import type { Invitation } from '@waqtor/contracts';
import { invitationStatus } from '@waqtor/core/membership/invitation-status';
import type { InvitationRecord } from '@waqtor/db/queries/invitations';

/** An invitation for members: nothing of its token. */
export const renderInvitation = (invitation: InvitationRecord, now: Date): Invitation => ({
  id: invitation.id,
  email: invitation.email,
  role: invitation.role,
  status: invitationStatus(invitation, now),
  invitedBy: { userId: invitation.invitedBy, name: invitation.invitedByName },
  createdAt: invitation.createdAt.toISOString(),
  expiresAt: invitation.expiresAt.toISOString(),
});
