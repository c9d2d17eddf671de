import type { RateStanding } from './request-ledger.ts';
import type { RatePolicy } from './window.ts';

/** One limit that a request counts against. `name` is one of ours: letters alone. */
export interface NamedStanding {
  name: string;
  policy: RatePolicy;
  standing: RateStanding;
}

const toSeconds = (ms: number): number => Math.ceil(ms / 1000);

/** `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers): the limits, `q` requests in `w` seconds. */
export const policyField = (limits: readonly NamedStanding[]): string =>
  limits.map(({ name, policy }) => `"${name}";q=${policy.limit};w=${toSeconds(policy.windowMs)}`).join(', ');

/** `RateLimit`: `r` requests are left for the next `t` seconds. */
export const standingField = (limits: readonly NamedStanding[]): string =>
  limits
    .map(({ name, standing }) => `"${name}";r=${Math.max(0, standing.remaining)};t=${toSeconds(standing.resetMs)}`)
    .join(', ');
