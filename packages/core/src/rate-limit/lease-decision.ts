import type { RequestClaim, RequestGrant } from '@waqtor/contracts';

/** What the hub keeps of one subject in one window. */
export interface QuotaState {
  windowStart: number;
  /** Requests that were served, as far as they were reported. */
  used: number;
  /** Handed out: what was served without a lease, and every lease whether used or not. */
  committed: number;
}

export interface LeaseDecision {
  state: QuotaState;
  /** Null: the claim is of a window that is over; its isolate has only a slower clock. */
  grant: RequestGrant | null;
}

/**
 * One claim against what is known of its subject. Requests that were served already count whether or not there is
 * room (they happened); a new lease is cut to the room that is left.
 */
export const decideLease = (known: QuotaState | null, claim: RequestClaim): LeaseDecision => {
  if (known && claim.windowStart < known.windowStart) return { state: known, grant: null };
  const before = known?.windowStart === claim.windowStart ? known : { used: 0, committed: 0 };
  const owed = before.committed + claim.debt;
  const granted = Math.max(0, Math.min(claim.want, claim.limit - owed));
  const state = {
    windowStart: claim.windowStart,
    used: before.used + claim.used,
    committed: owed + granted,
  };
  return { state, grant: { granted, remaining: Math.max(0, claim.limit - state.committed), used: state.used } };
};
