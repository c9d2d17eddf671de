import { createHmac } from 'node:crypto';
import { WaqtorError } from '@waqtor/contracts';
import { networkOf } from '@waqtor/core/ticket/network-address';
import { openDatabase } from '@waqtor/db/queries/database';
import { countAttempt, forgetLoginAttempts, returnLoginAttempt } from '@waqtor/db/queries/login-attempts';
import type { AttemptRule } from '@waqtor/db/queries/login-attempts';
import type { ApiContext } from '../api.ts';
import { settingsOf } from '../env.ts';
import { clientIp } from '../http/client-ip.ts';

/**
 * ten thousand codes are few. Five wrong ones are free, then the wait doubles from 30 s to an hour: some 12
 * guesses in the first two hours, 24 a day from there, against a code that lives 30 days at most.
 */
export const CODE_RULE: AttemptRule = { freeAttempts: 5, firstBlockMs: 30_000, maxBlockMs: 60 * 60_000 };

export interface CodeAttempt {
  /** Wrong codes that are still free, should this one be wrong. */
  attemptsLeft: number;
  /** Call after the right code. */
  succeeded: () => Promise<void>;
}

/**
 * Before a code is looked at: counts the attempt against the workspace (many members or addresses, one workspace) and
 * against the network (one address, many workspaces), or refuses with `rate_limited` and the wait.
 */
export const admitCode = async (c: ApiContext): Promise<CodeAttempt> => {
  const db = openDatabase(c.env.DB);
  const { authSecret } = settingsOf(c.env);
  const subjectOf = (text: string): string => createHmac('sha256', authSecret).update(`gate:${text}`).digest('hex');
  const workspace = subjectOf(`workspace:${c.get('principal').workspaceId}`);
  const network = subjectOf(`ip:${networkOf(clientIp(c.req.raw.headers))}`);
  const now = new Date();
  const ofWorkspace = await countAttempt(db, workspace, CODE_RULE, now);
  if (ofWorkspace.waitMs > 0) throw new WaqtorError('rate_limited', { details: { retryAfterMs: ofWorkspace.waitMs } });
  const ofNetwork = await countAttempt(db, network, CODE_RULE, now);
  if (ofNetwork.waitMs > 0) {
    // Nothing was tried: the workspace does not pay for what others of its network did.
    await returnLoginAttempt(db, workspace, now);
    throw new WaqtorError('rate_limited', { details: { retryAfterMs: ofNetwork.waitMs } });
  }
  return {
    attemptsLeft: Math.max(0, CODE_RULE.freeAttempts - Math.max(ofWorkspace.failures, ofNetwork.failures)),
    succeeded: async () => {
      await forgetLoginAttempts(db, workspace);
      // Only its own attempt: else one valid code would reset the count of guesses at other workspaces.
      await returnLoginAttempt(db, network, now);
    },
  };
};
