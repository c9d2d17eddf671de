import type { NewAuditRow, Role } from '@waqtor/contracts';
import { and, desc, eq, gt, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { invitations, users, workspaces } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';
import { insertMailWhere } from './mails.ts';
import type { NewMailRow } from './mails.ts';

export interface InvitationRecord {
  id: string;
  workspaceId: string;
  workspaceName: string;
  /** Lower case. */
  email: string;
  role: Role;
  /** Hex SHA-256 of the token in the link. */
  tokenHash: string;
  invitedBy: string;
  invitedByName: string;
  createdAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
}

const selectInvitations = (db: Database) =>
  db
    .select({
      id: invitations.id,
      workspaceId: invitations.workspaceId,
      workspaceName: workspaces.name,
      email: invitations.email,
      role: invitations.role,
      tokenHash: invitations.tokenHash,
      invitedBy: invitations.invitedBy,
      invitedByName: users.name,
      createdAt: invitations.createdAt,
      expiresAt: invitations.expiresAt,
      acceptedAt: invitations.acceptedAt,
      revokedAt: invitations.revokedAt,
    })
    .from(invitations)
    .innerJoin(workspaces, eq(workspaces.id, invitations.workspaceId))
    .innerJoin(users, eq(users.id, invitations.invitedBy));

const isUnanswered = () => and(isNull(invitations.acceptedAt), isNull(invitations.revokedAt));

export const findInvitation = async (
  db: Database,
  workspaceId: string,
  id: string,
): Promise<InvitationRecord | null> => {
  const [row] = await selectInvitations(db).where(
    and(eq(invitations.id, id), eq(invitations.workspaceId, workspaceId)),
  );
  return row ?? null;
};

/** Whoever holds the token of an open invitation may see it, whatever workspace they are of. */
export const findOpenInvitation = async (
  db: Database,
  tokenHash: string,
  now: Date,
): Promise<InvitationRecord | null> => {
  const [row] = await selectInvitations(db).where(
    and(eq(invitations.tokenHash, tokenHash), isUnanswered(), gt(invitations.expiresAt, now)),
  );
  return row ?? null;
};

/** Whether this address has an invitation that works. */
export const isInvited = async (db: Database, workspaceId: string, email: string, now: Date): Promise<boolean> =>
  (await db.$count(
    invitations,
    and(
      eq(invitations.workspaceId, workspaceId),
      eq(invitations.email, email),
      isUnanswered(),
      gt(invitations.expiresAt, now),
    ),
  )) > 0;

/** Newest first, from after `last`; the order of equal times is by id. */
export const listInvitations = (
  db: Database,
  workspaceId: string,
  page: { last: { createdAt: Date; id: string } | null; limit: number },
): Promise<InvitationRecord[]> => {
  const { last, limit } = page;
  const isAfter =
    last === null
      ? undefined
      : or(
          lt(invitations.createdAt, last.createdAt),
          and(eq(invitations.createdAt, last.createdAt), lt(invitations.id, last.id)),
        );
  return selectInvitations(db)
    .where(and(eq(invitations.workspaceId, workspaceId), isAfter))
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
    .limit(limit);
};

/** The inviting member still has the role that the invitation was judged by. */
const isStill = (workspaceId: string, inviter: { userId: string; role: Role }): SQL =>
  sql`EXISTS (SELECT 1 FROM members WHERE workspace_id = ${workspaceId} AND user_id = ${inviter.userId}
    AND role = ${inviter.role})`;

/** The statement before it in the batch did something. */
const AFTER_A_CHANGE: SQL = sql`changes() > 0`;

export interface NewInvitation {
  id: string;
  workspaceId: string;
  email: string;
  role: Role;
  tokenHash: string;
  inviter: { userId: string; role: Role };
  createdAt: Date;
  expiresAt: Date;
}

/**
 * The invitation with its mail, in place of an expired one to the same address. False when the address is a member's,
 * has an open invitation, or members and open invitations are `maxPeople`; decided in the statement that inserts.
 */
export const insertInvitation = async (
  db: Database,
  invitation: NewInvitation,
  beside: { mail: NewMailRow; audit: NewAuditRow; maxPeople: number },
): Promise<boolean> => {
  const { id, workspaceId, email, role, tokenHash, inviter, createdAt, expiresAt } = invitation;
  const makeRoom = db
    .update(invitations)
    .set({ revokedAt: createdAt })
    .where(
      and(
        eq(invitations.workspaceId, workspaceId),
        eq(invitations.email, email),
        isUnanswered(),
        lte(invitations.expiresAt, createdAt),
      ),
    );
  const insert = db
    .insert(invitations)
    .select(
      sql`SELECT ${id}, ${workspaceId}, ${email}, ${role}, ${tokenHash}, ${inviter.userId}, ${createdAt.getTime()},
        ${expiresAt.getTime()}, NULL, NULL, NULL
        WHERE ${isStill(workspaceId, inviter)}
        AND NOT EXISTS (SELECT 1 FROM invitations WHERE workspace_id = ${workspaceId} AND email = ${email}
          AND accepted_at IS NULL AND revoked_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM members JOIN users ON users.id = members.user_id
          WHERE members.workspace_id = ${workspaceId} AND users.email = ${email})
        AND (SELECT COUNT(*) FROM members WHERE workspace_id = ${workspaceId})
          + (SELECT COUNT(*) FROM invitations WHERE workspace_id = ${workspaceId} AND accepted_at IS NULL
            AND revoked_at IS NULL AND expires_at > ${createdAt.getTime()}) < ${beside.maxPeople}`,
    )
    .returning({ id: invitations.id });
  const [, inserted] = await db.batch([
    makeRoom,
    insert,
    insertAuditRowAfter(db, beside.audit),
    insertMailWhere(db, beside.mail, AFTER_A_CHANGE),
  ]);
  return inserted.length === 1;
};

const isUnansweredAsRead = ({ id, workspaceId, tokenHash }: InvitationRecord) =>
  and(
    eq(invitations.id, id),
    eq(invitations.workspaceId, workspaceId),
    eq(invitations.tokenHash, tokenHash),
    isUnanswered(),
  );

/** Another link for the same invitation, by mail; the one before it is dead. False: it is not as it was read. */
export const renewInvitation = async (
  db: Database,
  invitation: InvitationRecord,
  next: { tokenHash: string; expiresAt: Date; inviter: { userId: string; role: Role } },
  beside: { mail: NewMailRow; audit: NewAuditRow },
): Promise<boolean> => {
  const { tokenHash, expiresAt, inviter } = next;
  const renew = db
    .update(invitations)
    .set({ tokenHash, expiresAt, invitedBy: inviter.userId })
    .where(and(isUnansweredAsRead(invitation), isStill(invitation.workspaceId, inviter)))
    .returning({ id: invitations.id });
  const [renewed] = await db.batch([
    renew,
    insertAuditRowAfter(db, beside.audit),
    insertMailWhere(db, beside.mail, AFTER_A_CHANGE),
  ]);
  return renewed.length === 1;
};

/** False: it was answered, revoked or sent again meanwhile. */
export const revokeInvitation = async (
  db: Database,
  invitation: InvitationRecord,
  audit: NewAuditRow,
  now: Date,
): Promise<boolean> => {
  const revoke = db
    .update(invitations)
    .set({ revokedAt: now })
    .where(isUnansweredAsRead(invitation))
    .returning({ id: invitations.id });
  const [revoked] = await db.batch([revoke, insertAuditRowAfter(db, audit)]);
  return revoked.length === 1;
};
