import type { NewAuditRow } from '@waqtor/contracts';
import { and, asc, count, eq, isNull, sql } from 'drizzle-orm';
import { sessions } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

export type SessionRecord = typeof sessions.$inferSelect;

/** What is deleted exists for nobody, although its row waits for room and fleet (`session-changes.ts`). */
export const isPresent = isNull(sessions.deletedAt);

/** The ownership check of every session route: another workspace's id is as unknown as a wrong one. */
export const findSession = async (
  db: Database,
  workspaceId: string,
  sessionId: string,
): Promise<SessionRecord | null> => {
  const [row] = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.workspaceId, workspaceId), isPresent));
  return row ?? null;
};

export const findDefaultSession = async (db: Database, workspaceId: string): Promise<SessionRecord | null> => {
  const [row] = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.workspaceId, workspaceId), eq(sessions.isDefault, true), isPresent));
  return row ?? null;
};

/** For the host gateway, which knows the session before it knows the workspace. */
export const findSessionOfAnyWorkspace = async (db: Database, sessionId: string): Promise<SessionRecord | null> => {
  const [row] = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), isPresent));
  return row ?? null;
};

/** Oldest first. */
export const listSessions = (db: Database, workspaceId: string): Promise<SessionRecord[]> =>
  db
    .select()
    .from(sessions)
    .where(and(eq(sessions.workspaceId, workspaceId), isPresent))
    .orderBy(asc(sessions.createdAt), asc(sessions.id));

/**
 * Adds a session with its audit row; the first of a workspace becomes its default. Null when the workspace has `max`
 * already: decided in one statement, so that parallel calls cannot exceed it.
 */
export const insertSession = async (
  db: Database,
  session: { id: string; workspaceId: string; name: string; max: number; createdAt: Date },
  auditRow: NewAuditRow,
): Promise<SessionRecord | null> => {
  const present = db
    .select({ n: count() })
    .from(sessions)
    .where(and(eq(sessions.workspaceId, session.workspaceId), isPresent));
  const insert = db
    .insert(sessions)
    .select(
      sql`SELECT ${session.id}, ${session.workspaceId}, ${session.name}, (${present}) = 0,
        ${session.createdAt.getTime()}, NULL, NULL WHERE (${present}) < ${session.max}`,
    )
    .returning();
  const [[row]] = await db.batch([insert, insertAuditRowAfter(db, auditRow)]);
  return row ?? null;
};
