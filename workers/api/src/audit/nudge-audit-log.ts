import { RecentValues } from '@waqtor/core/cache/recent-values';
import type { ApiContext } from '../api.ts';
import { describeError, log } from '../log.ts';
import { auditLogOf } from '../objects.ts';

/** Shorter than from a nudge to the seal (8 s), so that a row written after the last nudge is sealed with it. */
const NUDGE_PAUSE_MS = 5_000;
const nudged = new RecentValues<true>({ maxEntries: 10_000, ttlMs: NUDGE_PAUSE_MS });

/** Rows of this workspace are about to be written: they are to be sealed. A lost nudge is healed by `sealOverdueAudit`. */
export const nudgeAuditLog = (c: ApiContext, workspaceId: string): void => {
  const now = Date.now();
  if (nudged.get(workspaceId, now)) return;
  nudged.put(workspaceId, true, now);
  const nudge = async (): Promise<void> => {
    try {
      await auditLogOf(c.env, workspaceId).nudge(workspaceId);
    } catch (error) {
      nudged.forget(workspaceId);
      log('warn', 'an audit log was not nudged', describeError(error));
    }
  };
  c.executionCtx.waitUntil(nudge());
};
