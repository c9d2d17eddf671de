import { eq } from 'drizzle-orm';
import { authSessions } from '../schema/index.ts';
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
