import type { ApiContext } from '../api.ts';
import { endKeyUse } from '../keys/end-key-use.ts';
import { describeError, log } from '../log.ts';
import { hubOf, reach } from '../objects.ts';

/** After somebody left or was removed: their sockets here are closed (4401), and those of their keys. */
export const endMemberUse = (c: ApiContext, workspaceId: string, userId: string, keyIds: readonly string[]): void => {
  for (const keyId of keyIds) endKeyUse(c, workspaceId, keyId);
  const { env } = c;
  const requestId = c.get('requestId');
  const close = async (): Promise<void> => {
    try {
      await reach(() => hubOf(env, workspaceId).disconnectPrincipal(userId), { isRepeatable: true });
    } catch (error) {
      // The change is made and stays made; the hub's own check of principals is left to close them.
      log('error', 'sockets of a member not closed', { requestId, userId, ...describeError(error) });
    }
  };
  c.executionCtx.waitUntil(close());
};
