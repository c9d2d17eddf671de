import { DEFAULT_LEASE_TIMES, type LeaseTimes } from './lease-times.ts';

/** A session as the fleet knows it. Times are epoch milliseconds. */
export interface LeaseView {
  sessionId: string;
  workspaceId: string;
  /** Null when nobody holds it. */
  holder: string | null;
  renewedAt: number;
  /** What the holder was told at the last renewal. */
  ttlMs: number;
  /** Until when a longer time told before may count, because the holder may not have heard of the shorter one. */
  owedUntil: number;
  /** Where its login lies: who got it last. All null when it was never granted, or its host was removed. */
  lastHost: string | null;
  lastStore: string | null;
  lastVolume: string | null;
  /** Where it ran last; only a wish. */
  lastRegion: string | null;
  /** Host that gave it up by itself; not offered to that one again until its next hello. */
  releasedBy: string | null;
  /** The holder was asked to end it, why; it is not renewed any more. */
  revokeReason: string | null;
  /** An operator wants it there; a place is kept. */
  targetHost: string | null;
}

/** A connected host. */
export interface HostView {
  hostId: string;
  /** Null for a host of the operator, which serves every workspace. */
  workspaceId: string | null;
  storeId: string;
  /** Hosts that say the same one see the same logins; null: nobody else sees them. */
  volumeId: string | null;
  region: string | null;
  isDraining: boolean;
  /** Sessions that it can hold, as it told last. */
  capacity: number;
  /** Sessions that it holds, and places kept for those that move to it. */
  held: number;
}

/** From when the lease may go to another host; 0 when nobody holds it. */
export const freeAt = (
  lease: Pick<LeaseView, 'holder' | 'renewedAt' | 'ttlMs' | 'owedUntil'>,
  { marginMs }: LeaseTimes = DEFAULT_LEASE_TIMES,
): number => (lease.holder === null ? 0 : Math.max(lease.renewedAt + lease.ttlMs, lease.owedUntil) + marginMs);

export const servesWorkspace = (host: Pick<HostView, 'workspaceId'>, workspaceId: string): boolean =>
  host.workspaceId === null || host.workspaceId === workspaceId;

export const freePlaces = (host: Pick<HostView, 'capacity' | 'held'>): number => Math.max(0, host.capacity - host.held);

/**
 * A session that was granted once counts as linked where it ran: the fleet is never told of a login, and to take a
 * linked session for a new one would leave the number without its login.
 */
export const hasLogin = (lease: Pick<LeaseView, 'lastHost' | 'lastVolume'>): boolean =>
  lease.lastHost !== null || lease.lastVolume !== null;

/**
 * Does this host see what the last holder wrote? The same host counts even with a new store (disk lost): nobody is
 * nearer to the login than the machine that it was on.
 */
export const seesLogin = (lease: LeaseView, host: HostView): boolean =>
  host.hostId === lease.lastHost ||
  host.storeId === lease.lastStore ||
  (host.volumeId !== null && host.volumeId === lease.lastVolume);

/** May it get this session at all, its places left out? */
export const isEligible = (lease: LeaseView, host: HostView): boolean =>
  servesWorkspace(host, lease.workspaceId) && !host.isDraining && host.hostId !== lease.releasedBy;

/** Could this host take one more session of the workspace, one that has no login anywhere? */
export const hasRoomFor = (host: HostView, workspaceId: string): boolean =>
  servesWorkspace(host, workspaceId) && !host.isDraining && freePlaces(host) > 0;
