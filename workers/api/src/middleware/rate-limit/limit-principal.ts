import { WaqtorError } from '@waqtor/contracts';
import type { Principal, RequestClaim } from '@waqtor/contracts';
import type { RequestLedger } from '@waqtor/core/rate-limit/request-ledger';
import type { RatePolicy } from '@waqtor/core/rate-limit/window';
import type { ApiContext } from '../../api.ts';
import { settingsOf } from '../../env.ts';
import { describeError, log } from '../../log.ts';
import { hubOf } from '../../objects.ts';
import type { Person } from '../access/user-principal.ts';
import { paceLedgers, quotaLedgers } from './ledgers.ts';

/** What the hub counts a workspace under. */
export const WORKSPACE_SUBJECT = 'workspace';

interface Count {
  name: 'key' | 'workspace';
  subject: string;
  ledger: RequestLedger;
  policy: RatePolicy;
}

const tell = (c: ApiContext, counts: readonly Count[], now: number): void => {
  const limits = c.get('rateLimits');
  for (const { name, ledger, policy } of counts) {
    limits.push({ name, policy, standing: ledger.standing(policy, now) });
  }
};

const refuse = (count: Count, now: number): WaqtorError => {
  const { resetMs } = count.ledger.standing(count.policy, now);
  return new WaqtorError(count.name === 'key' ? 'rate_limited' : 'quota_exhausted', {
    details: { violatedPolicy: count.name, retryAfterMs: resetMs },
  });
};

/** Claims that are due, in one call, while the request goes on: nobody waits for the hub, and nobody needs it. */
const lease = (c: ApiContext, workspaceId: string, counts: readonly Count[], now: number): void => {
  const due: { count: Count; claim: RequestClaim }[] = [];
  for (const count of counts) {
    const claim = count.ledger.claim(count.policy, now);
    if (claim) due.push({ count, claim });
  }
  if (due.length > 0) c.executionCtx.waitUntil(settle(c, workspaceId, due));
};

const settle = async (
  c: ApiContext,
  workspaceId: string,
  due: readonly { count: Count; claim: RequestClaim }[],
): Promise<void> => {
  try {
    const claims = due.map(({ count, claim }) => ({ subject: count.subject, ...claim }));
    const grants = await hubOf(c.env, workspaceId).leaseRequests(workspaceId, claims);
    for (const [index, { count, claim }] of due.entries())
      count.ledger.settle(claim, grants[index] ?? null, Date.now());
  } catch (error) {
    for (const { count, claim } of due) count.ledger.settle(claim, null, Date.now());
    log('warn', 'requests were not leased', { requestId: c.get('requestId'), ...describeError(error) });
  }
};

/**
 * counts the request against the pace of its key or login and the quota of the workspace. The quota refuses keys
 * alone: people must reach the dashboard to see, and end, what used it up.
 */
export const limitPrincipal = (c: ApiContext, principal: Principal): void => {
  const { policies } = settingsOf(c.env);
  const now = Date.now();
  const { workspaceId } = principal;
  const subject = principal.loginId ?? principal.id;
  const key: Count = { name: 'key', subject, ledger: paceLedgers.of(subject), policy: policies.key };
  const workspace: Count = {
    name: 'workspace',
    subject: WORKSPACE_SUBJECT,
    ledger: quotaLedgers.of(workspaceId),
    policy: policies.workspace,
  };
  const counts = [key, workspace];
  const violated = counts.find(
    ({ name, ledger, policy }) =>
      (name === 'key' || principal.kind === 'key') && ledger.standing(policy, now).remaining <= 0,
  );
  if (!violated) for (const { ledger } of counts) ledger.count(now);
  tell(c, counts, now);
  lease(c, workspaceId, counts, now);
  if (violated) throw refuse(violated, now);
};

/** The same for a person who acts on their own account: there is no workspace, so the isolate counts alone. */
export const limitPerson = (c: ApiContext, person: Person): void => {
  const { policies } = settingsOf(c.env);
  const now = Date.now();
  const ledger = paceLedgers.of(person.loginId);
  const count: Count = { name: 'key', subject: person.loginId, ledger, policy: policies.key };
  const hasRoom = ledger.standing(policies.key, now).remaining > 0;
  if (hasRoom) ledger.count(now);
  tell(c, [count], now);
  if (!hasRoom) throw refuse(count, now);
};
