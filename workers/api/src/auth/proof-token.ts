import { createHash } from 'node:crypto';
import { randomBase62 } from '@waqtor/core/api-key/base62';
import type { NewProof } from '@waqtor/db/queries/account-changes';
import type { ProofData, ProofKey, ProofPurpose } from '@waqtor/db/queries/one-time-proofs';

/** 190 random bits, so that a fast hash is right. */
const SECRET_CHARS = 32;
const FORM = new RegExp(`^([A-Za-z0-9_-]{1,64})\\.[A-Za-z0-9]{${SECRET_CHARS}}$`);

const HOUR_MS = 60 * 60_000;
const LIFE_MS: Readonly<Record<ProofPurpose, number>> = {
  verify_email: 24 * HOUR_MS,
  change_email: 24 * HOUR_MS,
  reset_password: HOUR_MS,
  second_factor: HOUR_MS / 6,
};

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A token for a link or a cookie, which the caller hands out, and its row, which the caller stores. */
export const newProof = (
  purpose: ProofPurpose,
  userId: string,
  data: ProofData = {},
): { token: string; proof: NewProof } => {
  const token = `${userId}.${randomBase62(SECRET_CHARS)}`;
  const expiresAt = new Date(Date.now() + LIFE_MS[purpose]);
  return { token, proof: { id: crypto.randomUUID(), purpose, userId, tokenHash: hashOf(token), data, expiresAt } };
};

/** What to look for when somebody shows `token`; null: it is none of ours. */
export const proofKeyOf = (purpose: ProofPurpose, token: string): ProofKey | null => {
  const userId = FORM.exec(token)?.[1];
  return userId === undefined ? null : { purpose, userId, tokenHash: hashOf(token) };
};
