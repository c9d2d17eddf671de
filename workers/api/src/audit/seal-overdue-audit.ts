import { listWorkspacesToSeal } from '@waqtor/db/queries/audit-chain';
import { openDatabase } from '@waqtor/db/queries/database';
import type { ApiEnv } from '../env.ts';
import { describeError, log } from '../log.ts';
import { auditLogOf } from '../objects.ts';

/** Sealing takes 10 s from a settled row: one that waits longer than this was not told of. */
const OVERDUE_MS = 60_000;
/** Workspaces of one run; the rest is the next one's. */
const MAX_WORKSPACES = 500;
/** Calls at a time: an invocation has six connections. */
const AT_ONCE = 6;

/** Cron: nudges the audit logs of which a nudge was lost (an isolate or an object died in the wrong moment). */
export const sealOverdueAudit = async (env: ApiEnv, now: Date = new Date()): Promise<void> => {
  const before = new Date(now.getTime() - OVERDUE_MS);
  const waiting = await listWorkspacesToSeal(openDatabase(env.DB), before, MAX_WORKSPACES);
  for (let first = 0; first < waiting.length; first += AT_ONCE) {
    const calls = waiting.slice(first, first + AT_ONCE).map((id) => auditLogOf(env, id).nudge(id));
    for (const outcome of await Promise.allSettled(calls)) {
      if (outcome.status === 'rejected') {
        log('warn', 'an overdue audit log was not nudged', describeError(outcome.reason));
      }
    }
  }
};
