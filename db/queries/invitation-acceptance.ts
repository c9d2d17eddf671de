import type { NewAuditRow } from '@waqtor/contracts';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { authSessions, invitations, members } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';
import type { InvitationRecord } from './invitations.ts';

/**
 * The person joins, the link is used up, and the login works in the workspace from now on: all of it, or nothing.
 * False when the link is not open any more, the person is a member, or the workspace has `maxMembers`: of ten who
 * accept one link at once, one is not refused.
 */
export const acceptInvitation = async (
  db: Database,
  invitation: InvitationRecord,
  person: { userId: string; loginId: string },
  beside: { audit: NewAuditRow; maxMembers: number },
  now: Date,
): Promise<boolean> => {
  const { id, workspaceId, tokenHash } = invitation;
  const at = now.getTime();
  const join = db
    .insert(members)
    .select(
      sql`SELECT workspace_id, ${person.userId}, role, ${at} FROM invitations
        WHERE id = ${id} AND workspace_id = ${workspaceId} AND token_hash = ${tokenHash}
        AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > ${at}
        AND NOT EXISTS (SELECT 1 FROM members WHERE workspace_id = ${workspaceId} AND user_id = ${person.userId})
        AND (SELECT COUNT(*) FROM members WHERE workspace_id = ${workspaceId}) < ${beside.maxMembers}`,
    )
    .returning({ userId: members.userId });
  const useUp = db
    .update(invitations)
    .set({ acceptedAt: now, acceptedBy: person.userId })
    .where(and(eq(invitations.id, id), isNull(invitations.acceptedAt), sql`changes() > 0`));
  const workThere = db
    .update(authSessions)
    .set({ workspaceId })
    .where(and(eq(authSessions.id, person.loginId), eq(authSessions.userId, person.userId), sql`changes() > 0`));
  const [joined] = await db.batch([join, insertAuditRowAfter(db, beside.audit), useUp, workThere]);
  return joined.length === 1;
};
