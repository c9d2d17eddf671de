import { and, desc, eq, gt, ne, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { authSessions, members } from '../schema/index.ts';
import type { Database } from './database.ts';

export interface LoginRecord {
  id: string;
  workspaceId: string | null;
  authenticatedAt: Date | null;
}

export const findLogin = async (db: Database, id: string): Promise<LoginRecord | null> => {
  const [row] = await db
    .select({
      id: authSessions.id,
      workspaceId: authSessions.workspaceId,
      authenticatedAt: authSessions.authenticatedAt,
    })
    .from(authSessions)
    .where(eq(authSessions.id, id));
  return row ?? null;
};

/** Neither revoked nor too old. */
export const isLoginLive = async (db: Database, id: string, now: Date): Promise<boolean> => {
  const [row] = await db
    .select({ id: authSessions.id })
    .from(authSessions)
    .where(and(eq(authSessions.id, id), gt(authSessions.expiresAt, now)));
  return row !== undefined;
};

export type NewLoginRow = Pick<
  typeof authSessions.$inferSelect,
  'id' | 'token' | 'userId' | 'expiresAt' | 'ipAddress' | 'userAgent' | 'createdAt'
>;

/** A statement. A new login has just shown who it is. */
export const insertLogin = (db: Database, row: NewLoginRow) =>
  db.insert(authSessions).values({ ...row, authenticatedAt: row.createdAt, updatedAt: row.createdAt });

/** The live logins of a person, the latest used first. */
export const listLogins = (db: Database, userId: string, now: Date) =>
  db
    .select()
    .from(authSessions)
    .where(and(eq(authSessions.userId, userId), gt(authSessions.expiresAt, now)))
    .orderBy(desc(authSessions.updatedAt), desc(authSessions.id));

/** Recent authentication: password or second factor were shown at `now`. */
export const touchAuthentication = async (db: Database, id: string, now: Date): Promise<void> => {
  await db.update(authSessions).set({ authenticatedAt: now }).where(eq(authSessions.id, id));
};

/** A statement; answers the id when this person had such a login. */
export const deleteLogin = (db: Database, userId: string, id: string) =>
  db
    .delete(authSessions)
    .where(and(eq(authSessions.userId, userId), eq(authSessions.id, id)))
    .returning({ id: authSessions.id });

/** A statement; answers the ids. `keep`: the login that stays, null for none. */
export const deleteLoginsWhere = (db: Database, userId: string, keep: string | null, condition: SQL = sql`TRUE`) =>
  db
    .delete(authSessions)
    .where(and(eq(authSessions.userId, userId), keep === null ? undefined : ne(authSessions.id, keep), condition))
    .returning({ id: authSessions.id });

/** Where this person may have sockets open. */
export const workspacesOf = async (db: Database, userId: string): Promise<string[]> => {
  const rows = await db.select({ id: members.workspaceId }).from(members).where(eq(members.userId, userId));
  return rows.map((row) => row.id);
};

export const deleteExpiredLogins = async (db: Database, now: Date): Promise<void> => {
  await db.delete(authSessions).where(sql`${authSessions.expiresAt} < ${now.getTime()}`);
};
