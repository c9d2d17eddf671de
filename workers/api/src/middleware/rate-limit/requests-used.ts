import { windowStartOf } from '@waqtor/core/rate-limit/window';
import type { ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { hubOf, reach } from '../../objects.ts';
import { quotaLedgers } from './ledgers.ts';
import { WORKSPACE_SUBJECT } from './limit-principal.ts';

/**
 * Requests of the workspace today, this one included: what the hub was told, after this isolate told what it has. Other
 * isolates may still owe it a lump each.
 */
export const requestsUsed = async (c: ApiContext, workspaceId: string): Promise<number> => {
  const policy = settingsOf(c.env).policies.workspace;
  const ledger = quotaLedgers.of(workspaceId);
  const now = Date.now();
  const report = ledger.report(policy, now);
  // Another claim is on its way: then this one only asks.
  const question = { windowStart: windowStartOf(policy.windowMs, now), limit: policy.limit, used: 0, debt: 0, want: 0 };
  const claims = [{ subject: WORKSPACE_SUBJECT, ...(report ?? question) }];
  try {
    const hub = () => hubOf(c.env, workspaceId).leaseRequests(workspaceId, claims);
    const [grant] = await reach(hub, { isRepeatable: false });
    if (report) ledger.settle(report, grant ?? null, Date.now());
    return (grant?.used ?? 0) + ledger.unreported;
  } catch (error) {
    if (report) ledger.settle(report, null, Date.now());
    throw error;
  }
};
