import { openDatabase } from '@waqtor/db/queries/database';
import { deleteRefusalsBefore } from '@waqtor/db/queries/handshake-refusals';
import type { ApiEnv } from '../env.ts';
import { REFUSALS_KEPT_MS } from '../socket-refusals/security-counts.ts';

/** H-13: counts of refused handshakes that are told no more. */
export const forgetOldRefusals = (env: ApiEnv): Promise<void> =>
  deleteRefusalsBefore(openDatabase(env.DB), new Date(Date.now() - REFUSALS_KEPT_MS));
