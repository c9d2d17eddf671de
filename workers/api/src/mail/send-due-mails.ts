import { open } from '@waqtor/core/sealed-box';
import { openDatabase } from '@waqtor/db/queries/database';
import type { DueMail } from '@waqtor/db/queries/mails';
import { deleteOldMails, markMailFailed, markMailSent, takeDueMails } from '@waqtor/db/queries/mails';
import type { ApiEnv } from '../env.ts';
import { settingsOf } from '../env.ts';
import { describeError, log } from '../log.ts';
import type { Mail } from './compose-mail.ts';
import type { MailOutcome, Mailer } from './mailer.ts';
import { mailerOf } from './mailer.ts';
import { renderMail } from './render-mail.ts';

/** A mail that could not be sent for so long is given up; a sent one is forgotten after as long. */
export const MAIL_LIFE_MS = 24 * 60 * 60_000;

const send = async (env: ApiEnv, row: DueMail, mailer: Mailer): Promise<MailOutcome> => {
  try {
    const mail = JSON.parse(await open(settingsOf(env).dataKey, row.id, row.sealed)) as Mail;
    return await mailer({ id: row.id, to: mail.to, ...renderMail(mail.template, mail.language, mail.params) });
  } catch (error) {
    // Sealed under another key, or words without a param: the next mail must not wait for this one.
    log('error', 'a mail could not be made', { mailId: row.id, ...describeError(error) });
    return 'failed_unreadable';
  }
};

/** Sends at most `limit` mails whose time has come, one after the other. */
export const sendDueMails = async (env: ApiEnv, limit: number): Promise<void> => {
  const mailer = mailerOf(env);
  const db = openDatabase(env.DB);
  for (const row of await takeDueMails(db, new Date(), limit)) {
    const outcome = await send(env, row, mailer);
    if (outcome === 'sent') await markMailSent(db, row.id, new Date());
    else if (outcome === 'kept') await markMailFailed(db, row.id, 'kept', new Date(Date.now() + MAIL_LIFE_MS));
    else {
      log('warn', 'a mail was not taken', { mailId: row.id, failure: outcome, attempts: row.attempts });
      await markMailFailed(db, row.id, outcome);
    }
  }
};

export const forgetOldMails = async (env: ApiEnv): Promise<void> => {
  const unsent = await deleteOldMails(openDatabase(env.DB), new Date(Date.now() - MAIL_LIFE_MS));
  if (unsent > 0) log('error', 'mails were given up after a day', { count: unsent });
};
