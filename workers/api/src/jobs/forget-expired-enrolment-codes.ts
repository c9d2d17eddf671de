import { openDatabase } from '@waqtor/db/queries/database';
import { deleteExpiredEnrolmentCodes } from '@waqtor/db/queries/enrolment';
import type { ApiEnv } from '../env.ts';

/** Codes for session hosts that buy nothing any more. */
export const forgetExpiredEnrolmentCodes = (env: ApiEnv): Promise<void> =>
  deleteExpiredEnrolmentCodes(openDatabase(env.DB), new Date());
