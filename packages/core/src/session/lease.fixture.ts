import type { HostView, LeaseView } from './lease.ts';

export const NOW = 1_000_000_000;

/** A session that was never granted. */
export const lease = (change: Partial<LeaseView> = {}): LeaseView => ({
  sessionId: 'ses_1',
  workspaceId: 'wsp_1',
  holder: null,
  renewedAt: 0,
  ttlMs: 0,
  owedUntil: 0,
  lastHost: null,
  lastStore: null,
  lastVolume: null,
  lastRegion: null,
  releasedBy: null,
  revokeReason: null,
  targetHost: null,
  ...change,
});

/** A session that host a held last, on volume v. */
export const linked = (change: Partial<LeaseView> = {}): LeaseView =>
  lease({ lastHost: 'a', lastStore: 'store-of-a', lastVolume: 'v', ...change });

/** A connected host of the operator that shares its logins with nobody. */
export const host = (hostId: string, change: Partial<HostView> = {}): HostView => ({
  hostId,
  workspaceId: null,
  storeId: `store-of-${hostId}`,
  volumeId: null,
  region: null,
  isDraining: false,
  capacity: 10,
  held: 0,
  ...change,
});
