import type { NewAuditRow } from '@waqtor/contracts';
import { and, asc, eq, exists, isNotNull, ne, notExists, sql } from 'drizzle-orm';
import { sessions } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';
import { isPresent } from './sessions.ts';
import type { SessionRecord } from './sessions.ts';

export interface ChangedSessions {
  changed: SessionRecord;
  /** The session that was the default until now, when it is another one from now on. */
  formerDefault: SessionRecord | null;
}

/**
 * Name, and whether it is the default, of a session as it was read; null when somebody else changed it meanwhile. Every
 * row that changes is untold from now on: its room is to be told, then `markSessionTold`.
 */
export const changeSession = async (
  db: Database,
  read: SessionRecord,
  change: { name: string; isDefault: boolean },
  audit: NewAuditRow,
  now: Date,
): Promise<ChangedSessions | null> => {
  const asRead = and(
    eq(sessions.id, read.id),
    eq(sessions.workspaceId, read.workspaceId),
    eq(sessions.name, read.name),
    eq(sessions.isDefault, read.isDefault),
    isPresent,
  );
  const takesDefault = change.isDefault && !read.isDefault;
  const isAsRead = exists(
    db
      .select({ one: sql`1` })
      .from(sessions)
      .where(asRead),
  );
  // The other one first: a workspace has one default at every moment, also between two statements of a transaction.
  const [former, changed] = await db.batch([
    db
      .update(sessions)
      .set({ isDefault: false, untoldAt: now })
      .where(
        and(
          eq(sessions.workspaceId, read.workspaceId),
          eq(sessions.isDefault, true),
          ne(sessions.id, read.id),
          takesDefault ? isAsRead : sql`0`,
        ),
      )
      .returning(),
    db
      .update(sessions)
      .set({ name: change.name, isDefault: change.isDefault, untoldAt: now })
      .where(asRead)
      .returning(),
    insertAuditRowAfter(db, audit),
  ]);
  return changed[0] ? { changed: changed[0], formerDefault: former[0] ?? null } : null;
};

/**
 * Deletes a session for everybody, with its audit row: from now on it is found nowhere. When it was the default, the
 * oldest one that remains is it. Null when there is no such session (any more). What room and fleet hold is erased
 * after this; the row stays until `forgetSession`, so that an interrupted deletion is finished later.
 */
export const markSessionDeleted = async (
  db: Database,
  session: { id: string; workspaceId: string },
  audit: NewAuditRow,
  now: Date,
): Promise<{ deleted: SessionRecord; heir: SessionRecord | null } | null> => {
  const ofWorkspace = and(eq(sessions.workspaceId, session.workspaceId), isPresent);
  const oldest = db
    .select({ id: sessions.id })
    .from(sessions)
    .where(ofWorkspace)
    .orderBy(asc(sessions.createdAt), asc(sessions.id))
    .limit(1);
  const hasDefault = db
    .select({ one: sql`1` })
    .from(sessions)
    .where(and(ofWorkspace, eq(sessions.isDefault, true)));
  const [deleted, , heirs] = await db.batch([
    db
      .update(sessions)
      .set({ deletedAt: now, isDefault: false, untoldAt: null })
      .where(and(eq(sessions.id, session.id), ofWorkspace))
      .returning(),
    insertAuditRowAfter(db, audit),
    db
      .update(sessions)
      .set({ isDefault: true, untoldAt: now })
      .where(and(eq(sessions.id, oldest), notExists(hasDefault)))
      .returning(),
  ]);
  return deleted[0] ? { deleted: deleted[0], heir: heirs[0] ?? null } : null;
};

/** Room and fleet have erased it: nothing is left to do. */
export const forgetSession = async (db: Database, sessionId: string): Promise<void> => {
  await db.delete(sessions).where(and(eq(sessions.id, sessionId), isNotNull(sessions.deletedAt)));
};

/** The room was told `told`. False when the row says otherwise by now: then the room is to be told again. */
export const markSessionTold = async (db: Database, told: SessionRecord): Promise<boolean> => {
  const marked = await db
    .update(sessions)
    .set({ untoldAt: null })
    .where(
      and(eq(sessions.id, told.id), eq(sessions.name, told.name), eq(sessions.isDefault, told.isDefault), isPresent),
    )
    .returning({ id: sessions.id });
  return marked.length === 1;
};

/** What is left to do for a row was tried now and failed: it goes behind those that wait, so that it starves none. */
export const postponeSession = async (
  db: Database,
  sessionId: string,
  column: 'deletedAt' | 'untoldAt',
  now: Date,
): Promise<void> => {
  await db
    .update(sessions)
    .set({ [column]: now })
    .where(and(eq(sessions.id, sessionId), isNotNull(sessions[column])));
};

/** Deletions that were interrupted, those first that were tried least lately. */
export const listDeletedSessions = (db: Database, limit: number): Promise<SessionRecord[]> =>
  db.select().from(sessions).where(isNotNull(sessions.deletedAt)).orderBy(asc(sessions.deletedAt)).limit(limit);

/** Changes that their rooms may not know, in the same order. */
export const listUntoldSessions = (db: Database, limit: number): Promise<SessionRecord[]> =>
  db
    .select()
    .from(sessions)
    .where(and(isNotNull(sessions.untoldAt), isPresent))
    .orderBy(asc(sessions.untoldAt))
    .limit(limit);
