import { eq } from 'drizzle-orm';
import { workspaces } from '../schema/index.ts';
import type { Database } from './database.ts';

export type WorkspaceRecord = typeof workspaces.$inferSelect;

export const findWorkspace = async (db: Database, id: string): Promise<WorkspaceRecord | null> => {
  const [row] = await db.select().from(workspaces).where(eq(workspaces.id, id));
  return row ?? null;
};
