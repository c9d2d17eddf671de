import { openDatabase } from '@waqtor/db/queries/database';
import { workspacesOf } from '@waqtor/db/queries/logins';
import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';
import { hubOf, reach } from '../objects.ts';

/**
 * After the answer: closes the sockets of what has ended, in every workspace of the person. `ids`: logins, or the
 * person for all of theirs. Requests of an ended login are refused already; this is about what is open.
 */
export const disconnectLogins = (c: ApiContext, userId: string, ids: readonly string[]): void => {
  const disconnect = async (): Promise<void> => {
    for (const workspaceId of await workspacesOf(openDatabase(c.env.DB), userId)) {
      for (const id of ids) {
        await reach(() => hubOf(c.env, workspaceId).disconnectPrincipal(id), { isRepeatable: true });
      }
    }
  };
  const attempt = disconnect().catch((error: unknown) => {
    log('error', 'sockets of an ended login could not be closed', {
      requestId: c.get('requestId'),
      ...describeError(error),
    });
  });
  c.executionCtx.waitUntil(attempt);
};
