import type { UiLanguage } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { seal } from '@waqtor/core/sealed-box';
import type { NewMailRow } from '@waqtor/db/queries/mails';
import type { ApiContext } from '../api.ts';
import type { ApiEnv } from '../env.ts';
import { settingsOf } from '../env.ts';
import { describeError, log } from '../log.ts';
import type { MailTemplate } from './mail-template.ts';
import { mailerOf } from './mailer.ts';
import { renderMail } from './render-mail.ts';
import { sendDueMails } from './send-due-mails.ts';

export interface Mail {
  to: string;
  language: UiLanguage;
  template: MailTemplate;
  /** Which ones: `mail-template.ts`. Links are made by `dashboardLink`. */
  params: Record<string, string>;
}

/** Mails that one request sends on its way out: its own, and what else is due. */
const MAX_MAILS_OF_REQUEST = 5;

/**
 * The row of the outbox, sealed; put it by `insertMail(db, row)` into the batch that writes the fact, then call
 * `postMails(c)`. Throws where the deployment has no way to send mail (`unavailable`), before anything is written.
 */
export const composeMail = async (env: ApiEnv, mail: Mail): Promise<NewMailRow> => {
  mailerOf(env);
  // Words that do not fit their params are found here, not at midnight by the cron.
  renderMail(mail.template, mail.language, mail.params);
  const now = new Date();
  const id = newId('mai', now.getTime());
  const sealed = await seal(settingsOf(env).dataKey, id, JSON.stringify(mail));
  return { id, sealed, createdAt: now, nextAttemptAt: now };
};

/** The first attempt, after the answer; what fails is repeated by cron. */
export const postMails = (c: ApiContext): void => {
  const attempt = sendDueMails(c.env, MAX_MAILS_OF_REQUEST).catch((error: unknown) => {
    log('error', 'mails could not be sent', { requestId: c.get('requestId'), ...describeError(error) });
  });
  c.executionCtx.waitUntil(attempt);
};
