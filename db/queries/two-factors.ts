import type { NewAuditRow } from '@waqtor/contracts';
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { twoFactors, users } from '../schema/index.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';

export interface TwoFactorRecord {
  /** Sealed, context = the row's id. */
  secret: string;
  isConfirmed: boolean;
  backupCodesLeft: number;
}

/** One row a person: its id is theirs, so that two set-ups at once cannot make two. */
export const twoFactorId = (userId: string): string => `two-factor:${userId}`;

export const findTwoFactor = async (db: Database, userId: string): Promise<TwoFactorRecord | null> => {
  const [row] = await db
    .select({
      secret: twoFactors.secret,
      isConfirmed: twoFactors.verified,
      backupCodesLeft: sql<number>`json_array_length(${twoFactors.backupCodes})`,
    })
    .from(twoFactors)
    .where(eq(twoFactors.id, twoFactorId(userId)));
  return row ? { ...row, isConfirmed: row.isConfirmed === true } : null;
};

/** A secret that does not count yet, in place of an earlier one that does not; false when one counts already. */
export const putUnconfirmedTwoFactor = async (
  db: Database,
  row: { userId: string; secret: string; backupCodeHashes: string[] },
): Promise<boolean> => {
  const backupCodes = JSON.stringify(row.backupCodeHashes);
  const written = await db
    .insert(twoFactors)
    .values({ id: twoFactorId(row.userId), userId: row.userId, secret: row.secret, backupCodes, verified: false })
    .onConflictDoUpdate({
      target: twoFactors.id,
      set: { secret: row.secret, backupCodes, lastUsedStep: null },
      setWhere: eq(twoFactors.verified, false),
    })
    .returning({ id: twoFactors.id });
  return written.length > 0;
};

type MaybeAudit = NewAuditRow | null;
const auditAfter = (db: Database, row: MaybeAudit) => (row === null ? [] : [insertAuditRowAfter(db, row)]);

/** The secret counts from now on; false when it is no longer the one that was shown. */
export const confirmTwoFactor = async (
  db: Database,
  row: { userId: string; secret: string; step: number },
  audit: MaybeAudit,
): Promise<boolean> => {
  const id = twoFactorId(row.userId);
  const [confirmed] = await db.batch([
    db
      .update(twoFactors)
      .set({ verified: true, lastUsedStep: row.step })
      .where(and(eq(twoFactors.id, id), eq(twoFactors.secret, row.secret), eq(twoFactors.verified, false)))
      .returning({ id: twoFactors.id }),
    ...auditAfter(db, audit),
    db
      .update(users)
      .set({ twoFactorEnabled: true })
      .where(sql`${users.id} = ${row.userId} AND EXISTS (SELECT 1 FROM two_factors WHERE id = ${id} AND verified = 1)`),
  ]);
  return confirmed.length > 0;
};

/** False when there was none. */
export const deleteTwoFactor = async (db: Database, userId: string, audit: MaybeAudit): Promise<boolean> => {
  const [deleted] = await db.batch([
    db
      .delete(twoFactors)
      .where(and(eq(twoFactors.id, twoFactorId(userId)), eq(twoFactors.verified, true)))
      .returning({ id: twoFactors.id }),
    ...auditAfter(db, audit),
    db.update(users).set({ twoFactorEnabled: false }).where(eq(users.id, userId)),
  ]);
  return deleted.length > 0;
};

/** False when no second factor counts. */
export const setBackupCodes = async (
  db: Database,
  userId: string,
  hashes: string[],
  audit: MaybeAudit,
): Promise<boolean> => {
  const [changed] = await db.batch([
    db
      .update(twoFactors)
      .set({ backupCodes: JSON.stringify(hashes) })
      .where(and(eq(twoFactors.id, twoFactorId(userId)), eq(twoFactors.verified, true)))
      .returning({ id: twoFactors.id }),
    ...auditAfter(db, audit),
  ]);
  return changed.length > 0;
};

/** RFC 6238 §5.2: true once for a time step, and never again for it or an earlier one. */
export const takeTotpStep = async (db: Database, userId: string, step: number): Promise<boolean> => {
  const taken = await db
    .update(twoFactors)
    .set({ lastUsedStep: step })
    .where(
      and(
        eq(twoFactors.id, twoFactorId(userId)),
        eq(twoFactors.verified, true),
        or(isNull(twoFactors.lastUsedStep), lt(twoFactors.lastUsedStep, step)),
      ),
    )
    .returning({ id: twoFactors.id });
  return taken.length > 0;
};

/** True once for a code; one statement looks and removes, so that two at once cannot both have it. */
export const takeBackupCode = async (db: Database, userId: string, hash: string): Promise<boolean> => {
  const codes = twoFactors.backupCodes;
  const taken = await db
    .update(twoFactors)
    .set({ backupCodes: sql`(SELECT json_group_array(value) FROM json_each(${codes}) WHERE value <> ${hash})` })
    .where(
      and(
        eq(twoFactors.id, twoFactorId(userId)),
        eq(twoFactors.verified, true),
        sql`EXISTS (SELECT 1 FROM json_each(${codes}) WHERE value = ${hash})`,
      ),
    )
    .returning({ id: twoFactors.id });
  return taken.length > 0;
};
