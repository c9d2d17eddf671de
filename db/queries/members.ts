import type { Role } from '@waqtor/contracts';
import { and, asc, eq } from 'drizzle-orm';
import { members, users, workspaces } from '../schema/index.ts';
import type { Database } from './database.ts';

export interface Membership {
  userId: string;
  workspaceId: string;
  role: Role;
}

/** The workspace that a person works in: the one joined first. Null: signed in, but a member of nothing. */
export const findMembership = async (db: Database, userId: string): Promise<Membership | null> => {
  const [row] = await db
    .select({ userId: members.userId, workspaceId: members.workspaceId, role: members.role })
    .from(members)
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt))
    .limit(1);
  return row ?? null;
};

export interface MemberProfile {
  id: string;
  name: string;
  email: string;
  role: Role;
  workspace: { id: string; name: string };
}

export const findMemberProfile = async (
  db: Database,
  workspaceId: string,
  userId: string,
): Promise<MemberProfile | null> => {
  const [row] = await db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: members.role,
      workspace: { id: workspaces.id, name: workspaces.name },
    })
    .from(members)
    .innerJoin(users, eq(users.id, members.userId))
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
    .where(and(eq(members.workspaceId, workspaceId), eq(members.userId, userId)));
  return row ?? null;
};
