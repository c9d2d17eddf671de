import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';
import { forgetKey } from '../middleware/access/key-principal.ts';
import { hubOf, reach } from '../objects.ts';

/** After a key was revoked, or rotated without grace: this isolate reads it anew, and its sockets are closed (4401) meanwhile. */
export const endKeyUse = (c: ApiContext, workspaceId: string, keyId: string): void => {
  forgetKey(keyId);
  const { env } = c;
  const requestId = c.get('requestId');
  const close = async (): Promise<void> => {
    try {
      await reach(() => hubOf(env, workspaceId).disconnectPrincipal(keyId), { isRepeatable: true });
    } catch (error) {
      // The change itself is done and stays done; the hub's own check of principals is left to close them.
      log('error', 'sockets of a key not closed', { requestId, keyId, ...describeError(error) });
    }
  };
  c.executionCtx.waitUntil(close());
};
