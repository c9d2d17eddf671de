import { openDatabase } from '@waqtor/db/queries/database';
import { deleteExpiredLogins } from '@waqtor/db/queries/logins';
import { deleteExpiredProofs } from '@waqtor/db/queries/one-time-proofs';
import type { ApiEnv } from '../env.ts';

/** Links and logins that are over open nothing; their rows hold addresses and go too. */
export const forgetExpiredProofs = async (env: ApiEnv): Promise<void> => {
  const db = openDatabase(env.DB);
  const now = new Date();
  await deleteExpiredProofs(db, now);
  await deleteExpiredLogins(db, now);
};
