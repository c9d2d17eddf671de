import { openDatabase } from '@waqtor/db/queries/database';
import { workspacesOf } from '@waqtor/db/queries/logins';
import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';
import { hubOf } from '../objects.ts';

/**
 * After the answer: closes the sockets of what has ended, in every workspace of the person. `ids`: logins, or the
 * person for all of theirs. What cannot be reached now re-checks its principal within a minute.
 */
export const disconnectLogins = (c: ApiContext, userId: string, ids: readonly string[]): void => {
  const disconnect = async (): Promise<void> => {
    for (const workspaceId of await workspacesOf(openDatabase(c.env.DB), userId)) {
      const hub = hubOf(c.env, workspaceId);
      await Promise.all(ids.map((id) => hub.disconnectPrincipal(id)));
    }
  };
  const attempt = disconnect().catch((error: unknown) => {
    log('warn', 'sockets of an ended login could not be closed', {
      requestId: c.get('requestId'),
      ...describeError(error),
    });
  });
  c.executionCtx.waitUntil(attempt);
};
