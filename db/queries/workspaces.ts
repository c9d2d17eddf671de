import type { NewAuditRow, Role } from '@waqtor/contracts';
import { and, asc, eq, sql } from 'drizzle-orm';
import { authSessions, members, sessions, workspaces } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

export type WorkspaceRecord = typeof workspaces.$inferSelect;

export const findWorkspace = async (db: Database, id: string): Promise<WorkspaceRecord | null> => {
  const [row] = await db.select().from(workspaces).where(eq(workspaces.id, id));
  return row ?? null;
};

/** A workspace as one of its members sees it in the list of theirs. */
export interface OwnWorkspace {
  id: string;
  name: string;
  role: Role;
  memberCount: number;
  logoKey: string | null;
  createdAt: Date;
}

const selectOwn = (db: Database) =>
  db
    .select({
      id: workspaces.id,
      name: workspaces.name,
      role: members.role,
      memberCount: sql<number>`(SELECT COUNT(*) FROM members AS all_members WHERE all_members.workspace_id = ${workspaces.id})`,
      logoKey: workspaces.logoKey,
      createdAt: workspaces.createdAt,
    })
    .from(members)
    .innerJoin(workspaces, eq(workspaces.id, members.workspaceId));

/** More are not shown: nobody is invited to so many. */
const MAX_LISTED = 200;

/** In the order of joining. */
export const listOwnWorkspaces = (db: Database, userId: string): Promise<OwnWorkspace[]> =>
  selectOwn(db)
    .where(eq(members.userId, userId))
    .orderBy(asc(members.createdAt), asc(members.workspaceId))
    .limit(MAX_LISTED);

/** Null unless the person is a member of it. */
export const findOwnWorkspace = async (db: Database, userId: string, id: string): Promise<OwnWorkspace | null> => {
  const [row] = await selectOwn(db).where(and(eq(members.userId, userId), eq(workspaces.id, id)));
  return row ?? null;
};

export interface NewWorkspace {
  id: string;
  name: string;
  owner: { userId: string; loginId: string };
  session: { id: string; name: string };
}

/**
 * A workspace with its owner and its default session; the login works there from now on. False when the person owns
 * `max` already: decided in one statement, so that parallel calls cannot exceed it.
 */
export const insertWorkspace = async (
  db: Database,
  workspace: NewWorkspace,
  rule: { max: number; audit: NewAuditRow },
  now: Date,
): Promise<boolean> => {
  const { id, name, owner, session } = workspace;
  const at = now.getTime();
  const isMade = sql`EXISTS (SELECT 1 FROM workspaces WHERE id = ${id})`;
  const [made] = await db.batch([
    db
      .insert(workspaces)
      .select(
        sql`SELECT ${id}, ${name}, '{}', NULL, 1, 0, NULL, ${at}
          WHERE (SELECT COUNT(*) FROM members WHERE user_id = ${owner.userId} AND role = 'owner') < ${rule.max}`,
      )
      .returning({ id: workspaces.id }),
    insertAuditRowAfter(db, rule.audit),
    db.insert(members).select(sql`SELECT ${id}, ${owner.userId}, 'owner', ${at} WHERE ${isMade}`),
    db.insert(sessions).select(sql`SELECT ${session.id}, ${id}, ${session.name}, 1, ${at}, NULL, NULL WHERE ${isMade}`),
    db
      .update(authSessions)
      .set({ workspaceId: id })
      .where(and(eq(authSessions.id, owner.loginId), eq(authSessions.userId, owner.userId), isMade)),
  ]);
  return made.length === 1;
};

/** The login works there from now on; false unless the person is a member. */
export const switchWorkspace = async (
  db: Database,
  person: { userId: string; loginId: string },
  id: string,
): Promise<boolean> => {
  const isMember = sql`EXISTS (SELECT 1 FROM members WHERE workspace_id = ${id} AND user_id = ${person.userId})`;
  const switched = await db
    .update(authSessions)
    .set({ workspaceId: id })
    .where(and(eq(authSessions.id, person.loginId), eq(authSessions.userId, person.userId), isMember))
    .returning({ id: authSessions.id });
  return switched.length === 1;
};

/** What differs in a workspace that was read at `version`; false when somebody else changed it meanwhile. */
export const changeWorkspace = async (
  db: Database,
  read: Pick<WorkspaceRecord, 'id' | 'version'>,
  change: Partial<Pick<WorkspaceRecord, 'name' | 'settings' | 'logoKey'>>,
  audit: NewAuditRow,
): Promise<boolean> => {
  const update = db
    .update(workspaces)
    .set({ ...change, version: read.version + 1 })
    .where(and(eq(workspaces.id, read.id), eq(workspaces.version, read.version)))
    .returning({ id: workspaces.id });
  const [changed] = await db.batch([update, insertAuditRowAfter(db, audit)]);
  return changed.length === 1;
};
