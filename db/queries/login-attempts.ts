import { eq, sql } from 'drizzle-orm';
import { loginAttempts } from '../schema/index.ts';
import type { Database } from './database.ts';

/** so many attempts in a row are free; from there each one doubles the wait. Never a permanent lock. */
export const FREE_ATTEMPTS = 5;
const FIRST_BLOCK_MS = 1_000;
const MAX_BLOCK_MS = 15 * 60_000;
/** Attempts older than this are forgotten. */
const MEMORY_MS = 24 * 60 * 60_000;

/**
 * Counts an attempt as failed before it is tried (`returnLoginAttempt` takes it back) and answers 0, or answers the
 * milliseconds to wait and counts nothing. One statement decides, so that parallel guesses cannot slip through.
 */
export const countLoginAttempt = async (db: Database, subject: string, now: Date): Promise<number> => {
  const at = now.getTime();
  const { failures, updatedAt, blockedUntil } = loginAttempts;
  const next = sql`CASE WHEN ${updatedAt} < ${at - MEMORY_MS} THEN 1 ELSE ${failures} + 1 END`;
  const block = sql`CASE WHEN (${next}) < ${FREE_ATTEMPTS} THEN 0
    ELSE MIN(${MAX_BLOCK_MS}, ${FIRST_BLOCK_MS} * (1 << MIN((${next}) - ${FREE_ATTEMPTS}, 20))) END`;
  const admitted = await db
    .insert(loginAttempts)
    .values({ subject, failures: 1, blockedUntil: now, updatedAt: now })
    .onConflictDoUpdate({
      target: loginAttempts.subject,
      set: { failures: next, blockedUntil: sql`${at} + (${block})`, updatedAt: now },
      setWhere: sql`${blockedUntil} <= ${at}`,
    })
    .returning({ subject: loginAttempts.subject });
  if (admitted.length > 0) return 0;
  const [row] = await db.select().from(loginAttempts).where(eq(loginAttempts.subject, subject));
  return Math.max(1, (row?.blockedUntil.getTime() ?? at) - at);
};

/** The attempt succeeded: it does not count. Earlier failures of others on the same network stay. */
export const returnLoginAttempt = async (db: Database, subject: string, now: Date): Promise<void> => {
  await db
    .update(loginAttempts)
    .set({ failures: sql`MAX(0, ${loginAttempts.failures} - 1)`, blockedUntil: now })
    .where(eq(loginAttempts.subject, subject));
};

export const forgetLoginAttempts = async (db: Database, subject: string): Promise<void> => {
  await db.delete(loginAttempts).where(eq(loginAttempts.subject, subject));
};
