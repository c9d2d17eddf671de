import { and, eq } from 'drizzle-orm';
import { authAccounts, members, sessions, users, workspaces } from '../schema/index.ts';
import type { Database } from './database.ts';

export interface OwnedWorkspace {
  userId: string;
  workspaceId: string;
  sessionId: string;
  sessionName: string;
}

/** The workspace that this e-mail owns, with its default session: null when every session was deleted. */
export type FoundWorkspace = Pick<OwnedWorkspace, 'userId' | 'workspaceId'> & { sessionId: string | null };

export const findOwnedWorkspace = async (db: Database, email: string): Promise<FoundWorkspace | null> => {
  const [row] = await db
    .select({
      userId: users.id,
      workspaceId: members.workspaceId,
      sessionId: sessions.id,
    })
    .from(users)
    .innerJoin(members, and(eq(members.userId, users.id), eq(members.role, 'owner')))
    .leftJoin(sessions, and(eq(sessions.workspaceId, members.workspaceId), eq(sessions.isDefault, true)))
    .where(eq(users.email, email))
    .limit(1);
  return row ?? null;
};

/** A person with a password, their workspace and its default session, in one transaction: all of it or nothing. */
export const insertOwnedWorkspace = async (
  db: Database,
  owner: OwnedWorkspace & {
    email: string;
    name: string;
    accountId: string;
    /** `issuer` of the sign-in library for passwords. */
    issuer: string;
    passwordHash: string;
    workspaceName: string;
  },
  now: Date,
): Promise<void> => {
  await db.batch([
    db.insert(users).values({
      id: owner.userId,
      name: owner.name,
      email: owner.email,
      // The operator vouches for the address of the first owner.
      emailVerified: true,
      createdAt: now,
      updatedAt: now,
    }),
    db.insert(authAccounts).values({
      id: owner.accountId,
      issuer: owner.issuer,
      accountId: owner.userId,
      providerId: 'credential',
      userId: owner.userId,
      password: owner.passwordHash,
      createdAt: now,
      updatedAt: now,
    }),
    db.insert(workspaces).values({
      id: owner.workspaceId,
      name: owner.workspaceName,
      // The operator's own workspace: no gate is closed.
      isUnlocked: true,
      createdAt: now,
    }),
    db.insert(members).values({ workspaceId: owner.workspaceId, userId: owner.userId, role: 'owner', createdAt: now }),
    db.insert(sessions).values({
      id: owner.sessionId,
      workspaceId: owner.workspaceId,
      name: owner.sessionName,
      isDefault: true,
      createdAt: now,
    }),
  ]);
};
