import { LEASE_REGRANT_MS, LEASE_RENEW_MS, LEASE_TTL_LONE_MS, LEASE_TTL_MS } from '@waqtor/contracts';

/** Milliseconds. All follow from the first one in the proportions of design §4. */
export interface LeaseTimes {
  /** A lease lives so long without renewal where another host could take over. */
  ttlMs: number;
  /** The same where none could, so that an outage of the edge stops nothing. */
  loneTtlMs: number;
  /** The host has ended everything before its TTL; so much later nobody can be left running. */
  marginMs: number;
  /** Hosts renew so often. */
  renewMs: number;
}

export const leaseTimes = (ttlMs: number = LEASE_TTL_MS): LeaseTimes => {
  const scaled = (ms: number): number => Math.round((ms * ttlMs) / LEASE_TTL_MS);
  return {
    ttlMs,
    loneTtlMs: scaled(LEASE_TTL_LONE_MS),
    marginMs: scaled(LEASE_REGRANT_MS - LEASE_TTL_MS),
    renewMs: scaled(LEASE_RENEW_MS),
  };
};

/** Of design §4: 60 s. */
export const DEFAULT_LEASE_TIMES = leaseTimes();
