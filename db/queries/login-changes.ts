import type { NewAuditRow } from '@waqtor/contracts';
import { sql } from 'drizzle-orm';
import { insertAuditRow } from './audit.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';
import { deleteLogin, deleteLoginsWhere, insertLogin } from './logins.ts';
import type { NewLoginRow } from './logins.ts';
import { deleteProofsWhere, insertProofWhere } from './one-time-proofs.ts';
import type { NewProof } from './account-changes.ts';

type MaybeAudit = NewAuditRow | null;

/** A login and its audit row; a sign-in that waited for a second factor is done with. */
export const openLogin = async (db: Database, login: NewLoginRow, audit: MaybeAudit): Promise<void> => {
  await db.batch([
    insertLogin(db, login),
    ...(audit ? [insertAuditRow(db, audit)] : []),
    deleteProofsWhere(db, login.userId, ['second_factor'], sql`TRUE`),
  ]);
};

/** A sign-in that waits for its second factor. */
export const insertPendingSignIn = async (db: Database, proof: NewProof, now: Date): Promise<void> => {
  await insertProofWhere(db, proof, sql`TRUE`, now);
};

/** False: this person has no such login. */
export const endLogin = async (db: Database, userId: string, id: string, audit: MaybeAudit): Promise<boolean> => {
  const [ended] = await db.batch([deleteLogin(db, userId, id), ...(audit ? [insertAuditRowAfter(db, audit)] : [])]);
  return ended.length > 0;
};

/** The ids of the logins that ended; the audit has one row for all of them. */
export const endOtherLogins = async (
  db: Database,
  userId: string,
  keep: string,
  audit: MaybeAudit,
): Promise<string[]> => {
  const [ended] = await db.batch([
    deleteLoginsWhere(db, userId, keep),
    ...(audit ? [insertAuditRowAfter(db, audit)] : []),
  ]);
  return ended.map(({ id }) => id);
};
