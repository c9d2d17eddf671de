import { createHmac } from 'node:crypto';
import { WaqtorError } from '@waqtor/contracts';
import { networkOf } from '@waqtor/core/ticket/network-address';
import { openDatabase } from '@waqtor/db/queries/database';
import { countLoginAttempt, forgetLoginAttempts, returnLoginAttempt } from '@waqtor/db/queries/login-attempts';
import type { ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { clientIp } from '../../http/client-ip.ts';

export interface LoginAttempt {
  /** Call after a success: the right password ends the count of the account. */
  succeeded: () => Promise<void>;
}

/**
 * before a password is looked at. Failures in a row are counted per account (many addresses, one victim) and per
 * network (one address, many accounts); five are free, then the wait doubles from 1 s to 15 min. The same for
 * accounts that do not exist, so that it tells nothing.
 */
export const admitLogin = async (c: ApiContext, email: string): Promise<LoginAttempt> => {
  const db = openDatabase(c.env.DB);
  const subjectOf = (text: string): string =>
    createHmac('sha256', settingsOf(c.env).authSecret).update(`login:${text}`).digest('hex');
  const account = subjectOf(`account:${email.trim().toLowerCase()}`);
  const network = subjectOf(`ip:${networkOf(clientIp(c.req.raw.headers))}`);
  const now = new Date();
  for (const subject of [network, account]) {
    const retryAfterMs = await countLoginAttempt(db, subject, now);
    if (retryAfterMs > 0) throw new WaqtorError('rate_limited', { details: { retryAfterMs } });
  }
  return {
    succeeded: async () => {
      await forgetLoginAttempts(db, account);
      // Only its own attempt: else one valid account would reset the count of all the others that are guessed.
      await returnLoginAttempt(db, network, now);
    },
  };
};
