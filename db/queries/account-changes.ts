import type { NewAuditRow } from '@waqtor/contracts';
import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import {
  insertPersonIfFree,
  personExists,
  setEmailVerifiedWhere,
  setEmailWhere,
  setPasswordWhere,
} from './credentials.ts';
import type { NewPerson } from './credentials.ts';
import type { Database } from './database.ts';
import { insertAuditRowAfter } from './insert-audit-row-after.ts';
import { deleteLoginsWhere } from './logins.ts';
import { insertMailWhere } from './mails.ts';
import type { NewMailRow } from './mails.ts';
import { PROOF_PURPOSES, consumeProof, deleteProofsWhere, insertProofWhere, proofHolds } from './one-time-proofs.ts';
import type { ProofData, ProofKey } from './one-time-proofs.ts';

/** Everything here is one batch: the fact, its audit row, its mail and what becomes void by it, or nothing at all. */

export type NewProof = ProofKey & { id: string; data: ProofData; expiresAt: Date };

/** A row, or none for a person who is a member of nothing: the audit belongs to workspaces. */
type MaybeAudit = NewAuditRow | null;

/** The statement before it in the batch changed something. */
const AFTER_A_CHANGE: SQL = sql`changes() > 0`;

const auditAfter = (db: Database, row: MaybeAudit) => (row === null ? [] : [insertAuditRowAfter(db, row)]);

/**
 * Makes the person and the way to prove the address, or sends the other mail to whoever has the address already.
 * `proof` and `mailIfNew` are null when the address is proved.
 */
export const signUpPerson = async (
  db: Database,
  person: NewPerson,
  sent: { proof: NewProof | null; mailIfNew: NewMailRow | null; mailIfKnown: NewMailRow },
  now: Date,
): Promise<void> => {
  const isNew = personExists(person.userId);
  const [user, account] = insertPersonIfFree(db, person, now);
  await db.batch([
    user,
    account,
    insertMailWhere(db, sent.mailIfKnown, sql`NOT ${isNew}`),
    ...(sent.proof ? [insertProofWhere(db, sent.proof, isNew, now)] : []),
    ...(sent.mailIfNew ? [insertMailWhere(db, sent.mailIfNew, isNew)] : []),
  ]);
};

/** The link and the mail that carries it, if `condition` holds: for others the same work is done and nothing sent. */
export const insertMailedProof = async (
  db: Database,
  proof: NewProof,
  mail: NewMailRow,
  condition: SQL,
  now: Date,
): Promise<void> => {
  await db.batch([insertProofWhere(db, proof, condition, now), insertMailWhere(db, mail, condition)]);
};

/** False: the link was used meanwhile. */
export const verifyEmail = async (db: Database, key: ProofKey, now: Date): Promise<boolean> => {
  const [, consumed] = await db.batch([
    setEmailVerifiedWhere(db, key.userId, proofHolds(key, now), now),
    consumeProof(db, key, now),
  ]);
  return consumed.length > 0;
};

/** False: the link was used meanwhile, or somebody else has the address by now. */
export const changeEmail = async (
  db: Database,
  key: ProofKey,
  newEmail: string,
  beside: { audit: MaybeAudit; notice: NewMailRow },
  now: Date,
): Promise<boolean> => {
  const holds = proofHolds(key, now);
  const [changed] = await db.batch([
    setEmailWhere(db, key.userId, newEmail, holds, now),
    ...auditAfter(db, beside.audit),
    insertMailWhere(db, beside.notice, AFTER_A_CHANGE),
    // Links that went to the old address.
    deleteProofsWhere(db, key.userId, PROOF_PURPOSES, holds),
  ]);
  return changed.length > 0;
};

/** Ends every login. False: the link was used meanwhile. */
export const resetPassword = async (
  db: Database,
  key: ProofKey,
  passwordHash: string,
  beside: { audit: MaybeAudit; mail: NewMailRow },
  now: Date,
): Promise<boolean> => {
  const holds = proofHolds(key, now);
  const [changed] = await db.batch([
    setPasswordWhere(db, key.userId, passwordHash, holds, now),
    ...auditAfter(db, beside.audit),
    insertMailWhere(db, beside.mail, AFTER_A_CHANGE),
    // Who reads its mail owns the address.
    setEmailVerifiedWhere(db, key.userId, holds, now),
    deleteLoginsWhere(db, key.userId, null, holds),
    deleteProofsWhere(db, key.userId, PROOF_PURPOSES, holds),
  ]);
  return changed.length > 0;
};

/** Ends every login but `keep`; false: the password is no longer the one that was shown. */
export const changePassword = async (
  db: Database,
  change: { userId: string; keep: string; oldHash: string; newHash: string },
  beside: { audit: MaybeAudit; mail: NewMailRow },
  now: Date,
): Promise<boolean> => {
  const { userId, keep, oldHash, newHash } = change;
  const isNewNow = sql`EXISTS (SELECT 1 FROM auth_accounts WHERE user_id = ${userId} AND password = ${newHash})`;
  const [changed] = await db.batch([
    setPasswordWhere(db, userId, newHash, sql`password = ${oldHash}`, now),
    ...auditAfter(db, beside.audit),
    insertMailWhere(db, beside.mail, AFTER_A_CHANGE),
    deleteLoginsWhere(db, userId, keep, isNewNow),
    deleteProofsWhere(db, userId, ['reset_password', 'second_factor'], isNewNow),
  ]);
  return changed.length > 0;
};

/** Addresses that may get another mail to confirm them. */
export const isUnverified = (userId: string): SQL =>
  sql`EXISTS (SELECT 1 FROM users WHERE id = ${userId} AND email_verified = 0)`;
