import { createHmac } from 'node:crypto';
import { WaqtorError } from '@waqtor/contracts';
import { networkOf } from '@waqtor/core/ticket/network-address';
import { openDatabase } from '@waqtor/db/queries/database';
import { countAttempt, forgetLoginAttempts, returnLoginAttempt } from '@waqtor/db/queries/login-attempts';
import type { AttemptRule } from '@waqtor/db/queries/login-attempts';
import type { ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { clientIp } from '../../http/client-ip.ts';

export interface LoginAttempt {
  /** Call after a success: the right password ends the count of the account. */
  succeeded: () => Promise<void>;
}

/** Of guesses, per account and per network; and of mails to one address. */
const GUESS_RULE: AttemptRule = { freeAttempts: 5, firstBlockMs: 1_000, maxBlockMs: 15 * 60_000 };
/** Of mails that one network asks for: an office behind one address has many people. */
const NETWORK_MAIL_RULE: AttemptRule = { freeAttempts: 20, firstBlockMs: 1_000, maxBlockMs: 15 * 60_000 };

/** Of enrolment codes: a rack behind one address enrols its hosts at once, and what is guessed has 190 bits. */
const ENROLMENT_RULE: AttemptRule = { freeAttempts: 20, firstBlockMs: 1_000, maxBlockMs: 15 * 60_000 };

/** What is counted under a name that tells nobody who it is. */
const subjectOf = (c: ApiContext, text: string): string =>
  createHmac('sha256', settingsOf(c.env).authSecret).update(`login:${text}`).digest('hex');

const networkOfRequest = (c: ApiContext): string => networkOf(clientIp(c.req.raw.headers));

const admit = async (c: ApiContext, subject: string, rule: AttemptRule, now: Date): Promise<void> => {
  const { waitMs } = await countAttempt(openDatabase(c.env.DB), subject, rule, now);
  if (waitMs > 0) throw new WaqtorError('rate_limited', { details: { retryAfterMs: waitMs } });
};

/**
 * before a password is looked at. Failures in a row are counted per account (many addresses, one victim) and per
 * network (one address, many accounts); five are free, then the wait doubles from 1 s to 15 min. The same for
 * accounts that do not exist, so that it tells nothing.
 */
export const admitLogin = async (c: ApiContext, email: string): Promise<LoginAttempt> => {
  const db = openDatabase(c.env.DB);
  const account = subjectOf(c, `account:${email.trim().toLowerCase()}`);
  const network = subjectOf(c, `ip:${networkOfRequest(c)}`);
  const now = new Date();
  for (const subject of [network, account]) await admit(c, subject, GUESS_RULE, now);
  return {
    succeeded: async () => {
      await forgetLoginAttempts(db, account);
      // Only its own attempt: else one valid account would reset the count of all the others that are guessed.
      await returnLoginAttempt(db, network, now);
    },
  };
};

/** before a code, or the password of somebody who is signed in, is looked at; counted per person. */
export const admitProof = async (
  c: ApiContext,
  kind: 'second-factor' | 'password' | 'set-up',
  userId: string,
): Promise<LoginAttempt> => {
  const subject = subjectOf(c, `${kind}:${userId}`);
  await admit(c, subject, GUESS_RULE, new Date());
  return { succeeded: () => forgetLoginAttempts(openDatabase(c.env.DB), subject) };
};

/** before anything that sends a mail to an address that anybody may name, whether or not we know it. */
export const admitMail = async (c: ApiContext, email: string): Promise<void> => {
  const now = new Date();
  await admit(c, subjectOf(c, `mail-ip:${networkOfRequest(c)}`), NETWORK_MAIL_RULE, now);
  await admit(c, subjectOf(c, `mail-to:${email.trim().toLowerCase()}`), GUESS_RULE, now);
};

/** before an enrolment code is looked at; failures in a row are counted per network. */
export const admitEnrolment = async (c: ApiContext): Promise<LoginAttempt> => {
  const subject = subjectOf(c, `enrol-ip:${networkOfRequest(c)}`);
  const now = new Date();
  await admit(c, subject, ENROLMENT_RULE, now);
  return { succeeded: () => returnLoginAttempt(openDatabase(c.env.DB), subject, now) };
};
