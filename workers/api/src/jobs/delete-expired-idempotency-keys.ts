import { openDatabase } from '@waqtor/db/queries/database';
import { deleteExpiredIdempotencyKeys as deleteChunk } from '@waqtor/db/queries/idempotency-keys';
import type { ApiEnv } from '../env.ts';

/** Of one run: the rest comes in 5 minutes. */
const MAX_CHUNKS = 20;

/** Answers that are older than 24 hours. */
export const deleteExpiredIdempotencyKeys = async (env: ApiEnv): Promise<void> => {
  const db = openDatabase(env.DB);
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk += 1) if ((await deleteChunk(db, new Date())) === 0) return;
};
