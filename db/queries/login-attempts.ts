import { eq, sql } from 'drizzle-orm';
import { loginAttempts } from '../schema/index.ts';
import type { Database } from './database.ts';

/** How guesses are slowed: never a permanent lock, which would let a stranger lock people out. */
export interface AttemptRule {
  /** So many attempts in a row are free; from there each one doubles the wait. */
  freeAttempts: number;
  firstBlockMs: number;
  maxBlockMs: number;
}

export const FREE_ATTEMPTS = 5;
/** of sign-ins. */
const LOGIN_RULE: AttemptRule = { freeAttempts: FREE_ATTEMPTS, firstBlockMs: 1_000, maxBlockMs: 15 * 60_000 };
/** Attempts older than this are forgotten. */
const MEMORY_MS = 24 * 60 * 60_000;

export interface CountedAttempt {
  /** 0: it may be tried. Else nothing was counted. */
  waitMs: number;
  /** In a row, this one included. */
  failures: number;
}

/**
 * Counts an attempt as failed before it is tried (`returnLoginAttempt` takes it back), or answers the milliseconds to
 * wait and counts nothing. One statement decides, so that parallel guesses cannot slip through.
 */
export const countAttempt = async (
  db: Database,
  subject: string,
  rule: AttemptRule,
  now: Date,
): Promise<CountedAttempt> => {
  const at = now.getTime();
  const { failures, updatedAt, blockedUntil } = loginAttempts;
  const next = sql`CASE WHEN ${updatedAt} < ${at - MEMORY_MS} THEN 1 ELSE ${failures} + 1 END`;
  const block = sql`CASE WHEN (${next}) < ${rule.freeAttempts} THEN 0
    ELSE MIN(${rule.maxBlockMs}, ${rule.firstBlockMs} * (1 << MIN((${next}) - ${rule.freeAttempts}, 20))) END`;
  const [admitted] = await db
    .insert(loginAttempts)
    .values({ subject, failures: 1, blockedUntil: now, updatedAt: now })
    .onConflictDoUpdate({
      target: loginAttempts.subject,
      set: { failures: next, blockedUntil: sql`${at} + (${block})`, updatedAt: now },
      setWhere: sql`${blockedUntil} <= ${at}`,
    })
    .returning({ failures: loginAttempts.failures });
  if (admitted) return { waitMs: 0, failures: admitted.failures };
  const [row] = await db.select().from(loginAttempts).where(eq(loginAttempts.subject, subject));
  return { waitMs: Math.max(1, (row?.blockedUntil.getTime() ?? at) - at), failures: row?.failures ?? 0 };
};

/** The same for a sign-in; answers the wait. */
export const countLoginAttempt = async (db: Database, subject: string, now: Date): Promise<number> =>
  (await countAttempt(db, subject, LOGIN_RULE, now)).waitMs;

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
