import type { NewAuditRow } from '@waqtor/contracts';
import { and, asc, count, eq, ne, sql } from 'drizzle-orm';
import { templates } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

export type TemplateRecord = typeof templates.$inferSelect;

/** By shortcut; a workspace has few (the limit of `insertTemplate`), so there is one page. */
export const listTemplates = (db: Database, workspaceId: string): Promise<TemplateRecord[]> =>
  db.select().from(templates).where(eq(templates.workspaceId, workspaceId)).orderBy(asc(templates.foldedShortcut));

export const findTemplate = async (db: Database, workspaceId: string, id: string): Promise<TemplateRecord | null> => {
  const [row] = await db
    .select()
    .from(templates)
    .where(and(eq(templates.id, id), eq(templates.workspaceId, workspaceId)));
  return row ?? null;
};

/** Does another template of the workspace have this shortcut? */
export const isShortcutTaken = async (
  db: Database,
  template: Pick<TemplateRecord, 'id' | 'workspaceId' | 'foldedShortcut'>,
): Promise<boolean> => {
  const { id, workspaceId, foldedShortcut } = template;
  const isOther = and(
    eq(templates.workspaceId, workspaceId),
    eq(templates.foldedShortcut, foldedShortcut),
    ne(templates.id, id),
  );
  return (await db.$count(templates, isOther)) > 0;
};

/**
 * False when the workspace has `max` already, or one with this shortcut: decided in one statement, so that parallel
 * calls can exceed neither.
 */
export const insertTemplate = async (
  db: Database,
  template: Omit<TemplateRecord, 'version'>,
  rule: { max: number; audit: NewAuditRow },
): Promise<boolean> => {
  const { id, workspaceId, name, shortcut, foldedShortcut, body, language, createdAt } = template;
  const present = db.select({ n: count() }).from(templates).where(eq(templates.workspaceId, workspaceId));
  const insert = db
    .insert(templates)
    .select(
      sql`SELECT ${id}, ${workspaceId}, ${name}, ${shortcut}, ${foldedShortcut}, ${body}, ${language},
        ${createdAt.getTime()}, ${createdAt.getTime()}, 1 WHERE (${present}) < ${rule.max}`,
    )
    .onConflictDoNothing()
    .returning({ id: templates.id });
  const [inserted] = await db.batch([insert, insertAuditRowAfter(db, rule.audit)]);
  return inserted.length === 1;
};

export type TemplateChange = Pick<TemplateRecord, 'name' | 'shortcut' | 'foldedShortcut' | 'body' | 'language'>;

/** Null when it is not as it was read, or another one has the shortcut. */
export const changeTemplate = async (
  db: Database,
  read: TemplateRecord,
  change: TemplateChange,
  audit: NewAuditRow,
  now: Date,
): Promise<TemplateRecord | null> => {
  const isFree = sql`NOT EXISTS (SELECT 1 FROM templates AS other WHERE other.workspace_id = ${read.workspaceId}
    AND other.folded_shortcut = ${change.foldedShortcut} AND other.id <> ${read.id})`;
  const update = db
    .update(templates)
    .set({ ...change, updatedAt: now, version: read.version + 1 })
    .where(and(eq(templates.id, read.id), eq(templates.version, read.version), isFree))
    .returning();
  const [[row]] = await db.batch([update, insertAuditRowAfter(db, audit)]);
  return row ?? null;
};

/** False when there is none. */
export const deleteTemplate = async (
  db: Database,
  workspaceId: string,
  id: string,
  audit: NewAuditRow,
): Promise<boolean> => {
  const removal = db
    .delete(templates)
    .where(and(eq(templates.id, id), eq(templates.workspaceId, workspaceId)))
    .returning({ id: templates.id });
  const [removed] = await db.batch([removal, insertAuditRowAfter(db, audit)]);
  return removed.length === 1;
};
