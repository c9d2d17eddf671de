import type { ApiEnv } from '../env.ts';
import { ConfigurationError, settingsOf } from '../env.ts';
import { consoleMailer } from './console-mailer.ts';
import { httpMailer } from './http-mailer.ts';
import type { RenderedMail } from './render-mail.ts';

export interface OutgoingMail extends RenderedMail {
  /** The same on every attempt: whoever sends it can tell a repeat. */
  id: string;
  to: string;
}

/** `sent`; `kept`: nobody sends mail here, it stays in the outbox for its day; else the code of a failure. */
export type MailOutcome = 'sent' | 'kept' | `failed_${string}`;

export type Mailer = (mail: OutgoingMail) => Promise<MailOutcome>;

/** The way out of this deployment. Throws `ConfigurationError` where there is none: nothing is promised then. */
export const mailerOf = (env: ApiEnv): Mailer => {
  const { mail, isProduction } = settingsOf(env);
  if (mail) return httpMailer(mail);
  if (isProduction) {
    throw new ConfigurationError(
      'waqtor-api cannot send e-mail: set WAQTOR_MAIL_URL to the address that takes mails and WAQTOR_MAIL_TOKEN to its token.',
    );
  }
  return consoleMailer;
};
