import type { RatePolicy } from '@waqtor/core/rate-limit/window';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** what a deployment allows unless its settings say otherwise. */
export const DEFAULT_LIMITS = {
  /** Requests a minute from one network: an IPv4 address, or the /64 of an IPv6 address. */
  addressPerMinute: 1_200,
  /** Requests a minute with one key, or in one login. */
  keyPerMinute: 1_200,
  /** Requests of a workspace in a day (UTC). */
  workspacePerDay: 500_000,
};
export type Limits = typeof DEFAULT_LIMITS;

export const PACE_WINDOW_MS = MINUTE_MS;
export const QUOTA_WINDOW_MS = DAY_MS;

/** The policies by the names that `RateLimit-Policy` tells. */
export const policiesOf = (limits: Limits): Record<'address' | 'key' | 'workspace', RatePolicy> => ({
  address: { limit: limits.addressPerMinute, windowMs: PACE_WINDOW_MS },
  key: { limit: limits.keyPerMinute, windowMs: PACE_WINDOW_MS },
  workspace: { limit: limits.workspacePerDay, windowMs: QUOTA_WINDOW_MS },
});
