import { and, eq, gt, like, lt, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { authVerifications } from '../schema/index.ts';
import type { Database } from './database.ts';

export const PROOF_PURPOSES = ['verify_email', 'change_email', 'reset_password', 'second_factor'] as const;
export type ProofPurpose = (typeof PROOF_PURPOSES)[number];

/** What a person proves by holding a token: one row a token, found by person and purpose, compared by its hash. */
export interface ProofKey {
  purpose: ProofPurpose;
  userId: string;
  /** Hex SHA-256: a copy of the table proves nothing. */
  tokenHash: string;
}

export type ProofData = Record<string, string | boolean>;

const identifierOf = ({ purpose, userId }: Pick<ProofKey, 'purpose' | 'userId'>): string => `${purpose}:${userId}`;

/** A statement; writes nothing unless `condition` holds then. */
export const insertProofWhere = (
  db: Database,
  proof: ProofKey & { id: string; data: ProofData; expiresAt: Date },
  condition: SQL,
  now: Date,
) => {
  const value = JSON.stringify({ ...proof.data, tokenHash: proof.tokenHash });
  return db.insert(authVerifications).select(
    sql`SELECT ${proof.id}, ${identifierOf(proof)}, ${value}, ${proof.expiresAt.getTime()}, ${now.getTime()},
      ${now.getTime()} WHERE ${condition}`,
  );
};

const isProof = (key: ProofKey, now: Date) =>
  and(
    eq(authVerifications.identifier, identifierOf(key)),
    eq(sql`json_extract(${authVerifications.value}, '$.tokenHash')`, key.tokenHash),
    gt(authVerifications.expiresAt, now),
  );

/** What was kept with it; null when it is unknown, used or too old. */
export const findProof = async (db: Database, key: ProofKey, now: Date): Promise<ProofData | null> => {
  const [row] = await db
    .select({ value: authVerifications.value })
    .from(authVerifications)
    .where(isProof(key, now))
    .limit(1);
  return row ? (JSON.parse(row.value) as ProofData) : null;
};

/** Still unused? For the statements in front of `consumeProof` in one batch. */
export const proofHolds = (key: ProofKey, now: Date): SQL =>
  sql`EXISTS (SELECT 1 FROM auth_verifications WHERE identifier = ${identifierOf(key)}
    AND json_extract(value, '$.tokenHash') = ${key.tokenHash} AND expires_at > ${now.getTime()})`;

/** The last statement of the batch: of two who hold the same token, the one that gets a row back was first. */
export const consumeProof = (db: Database, key: ProofKey, now: Date) =>
  db.delete(authVerifications).where(isProof(key, now)).returning({ id: authVerifications.id });

/** Other links to the same end, and sign-ins that still wait: void after a change of password or address. */
export const deleteProofsWhere = (db: Database, userId: string, purposes: readonly ProofPurpose[], condition: SQL) =>
  db
    .delete(authVerifications)
    .where(
      and(
        or(...purposes.map((purpose) => eq(authVerifications.identifier, identifierOf({ purpose, userId })))),
        condition,
      ),
    );

/** Only ours: the purposes stand in front of their identifiers. */
export const deleteExpiredProofs = async (db: Database, now: Date): Promise<void> => {
  await db
    .delete(authVerifications)
    .where(
      and(
        lt(authVerifications.expiresAt, now),
        or(...PROOF_PURPOSES.map((purpose) => like(authVerifications.identifier, `${purpose}:%`))),
      ),
    );
};
