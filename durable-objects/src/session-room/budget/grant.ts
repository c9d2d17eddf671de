import type { SendRequest } from '@waqtor/contracts';

export type Lane = SendRequest['lane'];

/** How fast a lane may send: one each `intervalMs`, `burst` at once after a rest. Null: as fast as the host takes them. */
export type LanePolicy = { intervalMs: number; burst: number } | null;
export type BudgetPolicy = Record<Lane, LanePolicy>;

/**
 * The session's send budget (C-4). Unlimited until a tenant's policy sets it; replies would go before the API and
 * campaigns last, each lane with its own pace.
 */
export const DEFAULT_BUDGET: BudgetPolicy = { reply: null, api: null, campaign: null };

export type Grant = { kind: 'accepted' } | { kind: 'notBefore'; at: number };

/**
 * Grants one send. `theoreticalAt` is the lane's state (GCRA: when a perfectly even sender would send next), epoch
 * milliseconds, 0 at first; the returned one is to be stored with the command.
 */
export const grant = (
  policy: LanePolicy,
  theoreticalAt: number,
  now: number,
): { grant: Grant; theoreticalAt: number } => {
  if (policy === null) return { grant: { kind: 'accepted' }, theoreticalAt };
  const due = Math.max(theoreticalAt, now);
  const earliest = due - (policy.burst - 1) * policy.intervalMs;
  return {
    grant: earliest <= now ? { kind: 'accepted' } : { kind: 'notBefore', at: earliest },
    theoreticalAt: due + policy.intervalMs,
  };
};
