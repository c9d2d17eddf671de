import type { Role } from '@waqtor/contracts';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { members, users } from '../schema/index.ts';
import type { Database } from './database.ts';

export interface Membership {
  userId: string;
  workspaceId: string;
  role: Role;
}

/**
 * The workspace that a person works in: `preferred` when they are (still) a member of it, else the one joined first.
 * Null: signed in, but a member of nothing.
 */
export const findMembership = async (
  db: Database,
  userId: string,
  preferred: string | null,
): Promise<Membership | null> => {
  const [row] = await db
    .select({ userId: members.userId, workspaceId: members.workspaceId, role: members.role })
    .from(members)
    .where(eq(members.userId, userId))
    .orderBy(sql`${members.workspaceId} = ${preferred} DESC`, asc(members.createdAt))
    .limit(1);
  return row ?? null;
};

/** A member as the workspace sees them. */
export interface MemberRecord {
  userId: string;
  workspaceId: string;
  name: string;
  email: string;
  role: Role;
  avatarKey: string | null;
  hasSecondFactor: boolean;
  joinedAt: Date;
}

const selectMembers = (db: Database) =>
  db
    .select({
      userId: members.userId,
      workspaceId: members.workspaceId,
      name: users.name,
      email: users.email,
      role: members.role,
      avatarKey: users.avatarKey,
      hasSecondFactor: users.twoFactorEnabled,
      joinedAt: members.createdAt,
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId));

export const findMember = async (db: Database, workspaceId: string, userId: string): Promise<MemberRecord | null> => {
  const [row] = await selectMembers(db).where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  return row ?? null;
};

export const findMemberByEmail = async (
  db: Database,
  workspaceId: string,
  email: string,
): Promise<MemberRecord | null> => {
  const [row] = await selectMembers(db).where(and(eq(members.workspaceId, workspaceId), eq(users.email, email)));
  return row ?? null;
};

/** In the order of joining; a workspace has few (the limit of invitations), so there is one page. */
export const listMembers = (db: Database, workspaceId: string): Promise<MemberRecord[]> =>
  selectMembers(db).where(eq(members.workspaceId, workspaceId)).orderBy(asc(members.createdAt), asc(members.userId));

export const countOwners = (db: Database, workspaceId: string): Promise<number> =>
  db.$count(members, and(eq(members.workspaceId, workspaceId), eq(members.role, 'owner')));

/** Whether both work in one workspace; everybody does with themselves. */
export const shareWorkspace = async (db: Database, userId: string, otherId: string): Promise<boolean> => {
  if (userId === otherId) return true;
  const mine = db.select({ id: members.workspaceId }).from(members).where(eq(members.userId, userId));
  return (await db.$count(members, and(eq(members.userId, otherId), inArray(members.workspaceId, mine)))) > 0;
};
