import type { ApiEnv } from '../env.ts';
import { sendDueMails } from '../mail/send-due-mails.ts';

/** Of one run: a way out that hangs costs `MAIL_TIMEOUT_MS` each, and the next run is near. */
const MAX_MAILS_OF_RUN = 20;

/** Mails whose first attempt failed, or was never made because the request died. */
export const repeatMails = (env: ApiEnv): Promise<void> => sendDueMails(env, MAX_MAILS_OF_RUN);
