import { renderNotification } from '@waqtor/core/notification/render';
import { openDatabase } from '@waqtor/db/queries/database';
import {
  deleteNotificationMailsBefore,
  dropNotificationMail,
  replaceByMail,
  waitingNotificationMails,
} from '@waqtor/db/queries/notification-mails';
import type { ApiEnv } from '../env.ts';
import { describeError, log } from '../log.ts';
import { composeMail } from '../mail/compose-mail.ts';
import { dashboardAddress } from '../mail/dashboard-link.ts';
import { MAIL_LIFE_MS, sendDueMails } from '../mail/send-due-mails.ts';
import { mailerOf } from '../mail/mailer.ts';

/** Of one run; the next one is near. */
const MAX_MAILS_OF_RUN = 50;

/** Direction marks help in the page; in a head of a mail they show as boxes. */
const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

/**
 * N-4: puts what objects and routes left for e-mail into the mail outbox, in the words of its reader. Where nobody can
 * send mail it waits for as long as a mail would, and is forgotten.
 */
export const composeNotificationMails = async (env: ApiEnv): Promise<void> => {
  const db = openDatabase(env.DB);
  await deleteNotificationMailsBefore(db, new Date(Date.now() - MAIL_LIFE_MS));
  const waiting = await waitingNotificationMails(db, MAX_MAILS_OF_RUN);
  if (waiting.length === 0) return;
  mailerOf(env);
  for (const { id, code, params, link, to, language } of waiting) {
    const { title, body } = renderNotification(code, params, language);
    try {
      const address = dashboardAddress(env, language, link ?? '/notifications');
      const words = { title: plain(title), text: plain(body), link: address };
      await replaceByMail(db, id, await composeMail(env, { to, language, template: 'notification', params: words }));
    } catch (error) {
      // One that cannot be made must not hold up the others, each time anew.
      log('error', 'a notification could not become an e-mail', { mailId: id, ...describeError(error) });
      await dropNotificationMail(db, id);
    }
  }
};

/** At once, for what a request caused. Never rejects: the cron tries again. */
export const sendNotificationMails = async (env: ApiEnv): Promise<void> => {
  try {
    await composeNotificationMails(env);
    await sendDueMails(env, MAX_MAILS_OF_RUN);
  } catch (error) {
    log('warn', 'e-mails of notifications wait for the cron', describeError(error));
  }
};
