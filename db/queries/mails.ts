import { and, eq, isNull, lt, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { mails } from '../schema/index.ts';
import type { Database } from './database.ts';

export type NewMailRow = Pick<typeof mails.$inferSelect, 'id' | 'sealed' | 'createdAt' | 'nextAttemptAt'>;

export interface DueMail {
  id: string;
  sealed: string;
  /** This attempt included. */
  attempts: number;
}

/** A statement for the batch that writes the fact: no account without its mail, no mail without its account. */
export const insertMail = (db: Database, row: NewMailRow) => db.insert(mails).values(row);

/** Tries again after 1, 2, 4 … minutes, at most an hour apart. */
const FIRST_RETRY_MS = 60_000;
const MAX_RETRY_MS = 60 * 60_000;

/**
 * Mails whose time has come, oldest first. Taking one counts the attempt and sets the time of the next, in the same
 * statement: two who ask at once get different mails, and whoever dies on the way has only lost an attempt.
 */
export const takeDueMails = async (db: Database, now: Date, limit: number): Promise<DueMail[]> => {
  const at = now.getTime();
  return db
    .update(mails)
    .set({
      attempts: sql`${mails.attempts} + 1`,
      nextAttemptAt: sql`${at} + MIN(${MAX_RETRY_MS}, ${FIRST_RETRY_MS} * (1 << MIN(${mails.attempts}, 10)))`,
    })
    .where(
      sql`${mails.id} IN (SELECT id FROM mails WHERE sent_at IS NULL AND next_attempt_at <= ${at}
        ORDER BY next_attempt_at LIMIT ${limit})`,
    )
    .returning({ id: mails.id, sealed: mails.sealed, attempts: mails.attempts });
};

/** It is out: its address and its link are no longer ours to keep. */
export const markMailSent = async (db: Database, id: string, now: Date): Promise<void> => {
  await db.update(mails).set({ sentAt: now, sealed: '', failure: null }).where(eq(mails.id, id));
};

/** `nextAttemptAt` in place of the usual one. */
export const markMailFailed = async (
  db: Database,
  id: string,
  failure: string,
  nextAttemptAt?: Date,
): Promise<void> => {
  await db
    .update(mails)
    .set({ failure, ...(nextAttemptAt ? { nextAttemptAt } : {}) })
    .where(and(eq(mails.id, id), isNull(mails.sentAt)));
};

/** Deletes what is older than `before`; answers how many of these were never sent. */
export const deleteOldMails = async (db: Database, before: Date): Promise<number> => {
  const gone = await db.delete(mails).where(lt(mails.createdAt, before)).returning({ sentAt: mails.sentAt });
  return gone.filter((row) => row.sentAt === null).length;
};

/** A statement; writes nothing unless `condition` holds then (`changes() > 0`: the statement before it did something). */
export const insertMailWhere = (db: Database, row: NewMailRow, condition: SQL) =>
  db.insert(mails).select(
    sql`SELECT ${row.id}, ${row.sealed}, ${row.createdAt.getTime()}, 0, ${row.nextAttemptAt.getTime()}, NULL, NULL
      WHERE ${condition}`,
  );
