import type { NewAuditRow, Role } from '@waqtor/contracts';
import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { apiKeys, authSessions, invitations, members } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

/** What a change was decided on. */
export interface MemberFacts {
  workspaceId: string;
  /** Who does it, or who made the key that does. */
  actor: { userId: string; role: Role };
  member: { userId: string; role: Role };
}

/**
 * Every statement looks again at what its change was decided on: of two that contradict each other (two owners who
 * leave at once, an admin who is removed while removing) the later one changes nothing.
 */
const isAsRead = ({ workspaceId, actor, member }: MemberFacts): SQL => {
  const places = actor.userId === member.userId ? 1 : 2;
  return sql`(SELECT COUNT(*) FROM members WHERE workspace_id = ${workspaceId}
    AND ((user_id = ${actor.userId} AND role = ${actor.role}) OR (user_id = ${member.userId} AND role = ${member.role}))
  ) = ${places}`;
};

const isMember = ({ workspaceId, member }: MemberFacts) =>
  and(eq(members.workspaceId, workspaceId), eq(members.userId, member.userId));

/** There is an owner without this member. */
const ownerStays = ({ workspaceId, member }: MemberFacts): SQL =>
  member.role === 'owner'
    ? sql`EXISTS (SELECT 1 FROM members WHERE workspace_id = ${workspaceId} AND role = 'owner'
        AND user_id <> ${member.userId})`
    : sql`TRUE`;

/** A statement: invitations by somebody who may not invite so by now lead nowhere. */
const revokeUnbackedInvitations = (db: Database, workspaceId: string, userId: string, now: Date) =>
  db
    .update(invitations)
    .set({ revokedAt: now })
    .where(
      and(
        eq(invitations.workspaceId, workspaceId),
        eq(invitations.invitedBy, userId),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
        sql`NOT EXISTS (SELECT 1 FROM members WHERE workspace_id = ${workspaceId} AND user_id = ${userId}
          AND (role = 'owner' OR (role = 'admin' AND ${invitations.role} <> 'owner')))`,
      ),
    );

/** False: something changed meanwhile, or the last owner would be gone. */
export const changeRole = async (
  db: Database,
  facts: MemberFacts,
  role: Role,
  audit: NewAuditRow,
  now: Date,
): Promise<boolean> => {
  const update = db
    .update(members)
    .set({ role })
    .where(and(isMember(facts), isAsRead(facts), role === 'owner' ? undefined : ownerStays(facts)))
    .returning({ userId: members.userId });
  const [changed] = await db.batch([
    update,
    insertAuditRowAfter(db, audit),
    revokeUnbackedInvitations(db, facts.workspaceId, facts.member.userId, now),
  ]);
  return changed.length === 1;
};

const isNoMemberNow = ({ workspaceId, member }: MemberFacts): SQL =>
  sql`NOT EXISTS (SELECT 1 FROM members WHERE workspace_id = ${workspaceId} AND user_id = ${member.userId})`;

/**
 * Ends a membership with its keys (were the person invited again, they would work again) and its invitations, and has
 * their logins work elsewhere. The keys that ended; null: as with `changeRole`.
 */
export const removeMember = async (
  db: Database,
  facts: MemberFacts,
  audit: NewAuditRow,
  now: Date,
): Promise<{ keyIds: string[] } | null> => {
  const { workspaceId, member } = facts;
  const remove = db
    .delete(members)
    .where(and(isMember(facts), isAsRead(facts), ownerStays(facts)))
    .returning({ userId: members.userId });
  const revokeKeys = db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(
      and(
        eq(apiKeys.workspaceId, workspaceId),
        eq(apiKeys.createdBy, member.userId),
        isNull(apiKeys.revokedAt),
        isNoMemberNow(facts),
      ),
    )
    .returning({ id: apiKeys.id });
  const workElsewhere = db
    .update(authSessions)
    .set({ workspaceId: null })
    .where(
      and(eq(authSessions.userId, member.userId), eq(authSessions.workspaceId, workspaceId), isNoMemberNow(facts)),
    );
  const [removed, , keys] = await db.batch([
    remove,
    insertAuditRowAfter(db, audit),
    revokeKeys,
    revokeUnbackedInvitations(db, workspaceId, member.userId, now),
    workElsewhere,
  ]);
  return removed.length === 1 ? { keyIds: keys.map(({ id }) => id) } : null;
};

/** The member becomes an owner and the actor, who is one, an admin. False: something changed meanwhile. */
export const transferOwnership = async (
  db: Database,
  facts: MemberFacts,
  audit: NewAuditRow,
  now: Date,
): Promise<boolean> => {
  const { workspaceId, actor, member } = facts;
  const swap = db
    .update(members)
    .set({ role: sql`CASE ${members.userId} WHEN ${member.userId} THEN 'owner' ELSE 'admin' END` })
    .where(
      and(
        eq(members.workspaceId, workspaceId),
        inArray(members.userId, [actor.userId, member.userId]),
        isAsRead(facts),
      ),
    )
    .returning({ userId: members.userId });
  const [changed] = await db.batch([
    swap,
    insertAuditRowAfter(db, audit),
    revokeUnbackedInvitations(db, workspaceId, actor.userId, now),
  ]);
  return changed.length === 2;
};

/** Keys that act with the role of this member. */
export const liveKeyIdsOf = async (db: Database, workspaceId: string, userId: string): Promise<string[]> => {
  const rows = await db
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(eq(apiKeys.workspaceId, workspaceId), eq(apiKeys.createdBy, userId), isNull(apiKeys.revokedAt)));
  return rows.map(({ id }) => id);
};
