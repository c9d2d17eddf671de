import type { Role } from '@waqtor/contracts';
import { asc, eq, sql } from 'drizzle-orm';
import { members } from '../schema/index.ts';
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
