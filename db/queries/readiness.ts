import { sql } from 'drizzle-orm';
import { workspaces } from '../schema/index.ts';
import type { Database } from './database.ts';

/** Throws when the database does not answer or was not migrated. */
export const checkDatabase = async (db: Database): Promise<void> => {
  await db
    .select({ one: sql`1` })
    .from(workspaces)
    .limit(1);
};
