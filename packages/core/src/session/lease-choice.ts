import { LEASE_REGRANT_MS, LEASE_TTL_LONE_MS, LEASE_TTL_MS } from '@waqtor/contracts';

/** A session as the fleet knows it. Times are epoch milliseconds. */
export interface LeaseView {
  sessionId: string;
  workspaceId: string;
  /** Null when nobody holds it. */
  holder: string | null;
  renewedAt: number;
  /** What the holder was told at the last renewal. */
  ttlMs: number;
  /** Where its login lies; null when it was never granted. */
  lastHost: string | null;
  lastStore: string | null;
  /** Host that gave it up by itself; not offered to that one again until its next hello. */
  releasedBy: string | null;
}

/** A connected host. */
export interface HostView {
  hostId: string;
  /** Null for a host of the operator, which serves every workspace. */
  workspaceId: string | null;
  storeId: string;
  capacity: number;
  held: number;
  /** Sessions whose data lies in its store. */
  has: ReadonlySet<string>;
}

/** The host fences itself before its TTL; this much later nobody can be left running (design §4: 75 s for 60 s). */
const MARGIN_MS = LEASE_REGRANT_MS - LEASE_TTL_MS;
/**
 * A login lies on one disk: a host without it would only show a code to scan. So such a host gets the session only
 * when the one that has the login stayed away this long (design §4: failover where the data is visible).
 */
export const STRANDED_AFTER_MS = 30 * 60_000;

/** From when the lease may go to another host. */
export const freeAt = (lease: LeaseView): number =>
  lease.holder === null ? 0 : lease.renewedAt + lease.ttlMs + MARGIN_MS;

const mayServe = (lease: LeaseView, host: HostView): boolean =>
  (host.workspaceId === null || host.workspaceId === lease.workspaceId) &&
  host.held < host.capacity &&
  host.hostId !== lease.releasedBy;

/** 2 = it has the login, 1 = there is none anywhere, 0 = the login is elsewhere. */
const closeness = (lease: LeaseView, host: HostView): 0 | 1 | 2 => {
  if (host.storeId === lease.lastStore || host.hostId === lease.lastHost || host.has.has(lease.sessionId)) return 2;
  return lease.lastStore === null ? 1 : 0;
};

export type LeaseChoice = { host: HostView } | { againAt: number } | null;

/**
 * Who gets a session now: the host that has its login, else (never linked, or stranded) the emptiest.
 * `againAt` says when to ask again; null means that only a new host can change the answer.
 */
export const chooseHost = (lease: LeaseView, hosts: readonly HostView[], now: number): LeaseChoice => {
  const free = freeAt(lease);
  if (free > now) return { againAt: free };
  const able = hosts.filter((host) => mayServe(lease, host));
  const ranked = able
    .map((host) => ({ host, rank: closeness(lease, host) }))
    .sort((a, b) => b.rank - a.rank || a.host.held - b.host.held || (a.host.hostId < b.host.hostId ? -1 : 1));
  const best = ranked[0];
  if (!best) return null;
  const strandedAt = lease.renewedAt + STRANDED_AFTER_MS;
  if (best.rank === 0 && now < strandedAt) return { againAt: strandedAt };
  return { host: best.host };
};

/** The long TTL where no other host could take over anyway, so that an outage of the edge stops nothing. */
export const ttlFor = (lease: Pick<LeaseView, 'workspaceId'>, hostId: string, hosts: readonly HostView[]): number => {
  const others = hosts.some(
    (host) => host.hostId !== hostId && (host.workspaceId === null || host.workspaceId === lease.workspaceId),
  );
  return others ? LEASE_TTL_MS : LEASE_TTL_LONE_MS;
};
