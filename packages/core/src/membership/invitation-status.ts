import type { Invitation } from '@waqtor/contracts';

/** An invitation and its link live so long. */
export const INVITATION_LIFE_MS = 7 * 24 * 60 * 60_000;

interface InvitationTimes {
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
}

/** One that was revoked after its time had expired already: it made room for another. */
export const invitationStatus = (times: InvitationTimes, now: Date): Invitation['status'] => {
  const { expiresAt, acceptedAt, revokedAt } = times;
  if (acceptedAt !== null) return 'accepted';
  if (revokedAt !== null && revokedAt < expiresAt) return 'revoked';
  return revokedAt !== null || expiresAt <= now ? 'expired' : 'pending';
};
