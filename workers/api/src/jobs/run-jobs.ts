import { sealOverdueAudit } from '../audit/seal-overdue-audit.ts';
import type { ApiEnv } from '../env.ts';
import { describeError, log } from '../log.ts';
import { forgetOldMails } from '../mail/send-due-mails.ts';
import { deleteExpiredIdempotencyKeys } from './delete-expired-idempotency-keys.ts';
import { composeNotificationMails } from '../notifications/compose-notification-mails.ts';
import { deleteUnusedUploads } from './delete-unused-uploads.ts';
import { finishChanges } from './finish-changes.ts';
import { forgetExpiredEnrolmentCodes } from './forget-expired-enrolment-codes.ts';
import { forgetExpiredProofs } from './forget-expired-proofs.ts';
import { forgetOldRefusals } from './forget-old-refusals.ts';
import { forgetOldDevices } from './forget-old-devices.ts';
import { forgetOldNotifications } from './forget-old-notifications.ts';
import { repeatMails } from './repeat-mails.ts';

type Job = (env: ApiEnv) => Promise<void>;

/** What happens every 5 minutes (`[triggers]` of wrangler.toml; the local edge has a clock of its own). */
const JOBS: Readonly<Record<string, Job>> = {
  composeNotificationMails,
  repeatMails,
  forgetOldMails,
  forgetExpiredProofs,
  sealOverdueAudit,
  deleteExpiredIdempotencyKeys,
  forgetOldRefusals,
  finishChanges,
  forgetExpiredEnrolmentCodes,
  forgetOldNotifications,
  forgetOldDevices,
  deleteUnusedUploads,
};

/** One after the other; a job that fails keeps no other from its turn, and comes again in 5 minutes. */
export const runJobs = async (env: ApiEnv, jobs: Readonly<Record<string, Job>> = JOBS): Promise<void> => {
  for (const [job, run] of Object.entries(jobs)) {
    try {
      await run(env);
    } catch (error) {
      log('error', 'a job failed', { job, ...describeError(error) });
    }
  }
};
