import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';
import { hubOf, reach } from '../objects.ts';

/** After a role changed: the open sockets of the workspace learn what their owners may do now, and stay open. */
export const followPrincipals = (c: ApiContext, workspaceId: string): void => {
  const { env } = c;
  const requestId = c.get('requestId');
  const follow = async (): Promise<void> => {
    try {
      await reach(() => hubOf(env, workspaceId).checkPrincipals(), { isRepeatable: true });
    } catch (error) {
      // The change is made; the hub's own check follows within a minute.
      log('error', 'sockets not told of a changed role', { requestId, ...describeError(error) });
    }
  };
  c.executionCtx.waitUntil(follow());
};
