import { log } from '../log.ts';
import type { Mailer } from './mailer.ts';

/** Local runs without a mail catcher: says that there is a mail, never what is in it. */
export const consoleMailer: Mailer = async (mail) => {
  log('info', 'a mail waits in the outbox; no WAQTOR_MAIL_URL is set', { mailId: mail.id });
  return 'kept';
};
