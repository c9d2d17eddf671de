import { and, eq, gt, isNull } from 'drizzle-orm';
import { invitations } from '../schema/index.ts';
import type { Database } from './database.ts';

/** The address that an open invitation went to: whoever holds its token reads the mail of that address. */
export const findInvitedEmail = async (db: Database, tokenHash: string, now: Date): Promise<string | null> => {
  const [row] = await db
    .select({ email: invitations.email })
    .from(invitations)
    .where(
      and(
        eq(invitations.tokenHash, tokenHash),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        gt(invitations.expiresAt, now),
      ),
    );
  return row?.email ?? null;
};
