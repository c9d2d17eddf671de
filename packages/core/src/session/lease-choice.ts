import {
  freeAt,
  freePlaces,
  hasLogin,
  type HostView,
  isEligible,
  type LeaseView,
  seesLogin,
  servesWorkspace,
} from './lease.ts';
import { DEFAULT_LEASE_TIMES, type LeaseTimes } from './lease-times.ts';

export type LeaseChoice = { host: HostView } | { againAt: number } | null;

/**
 * Who gets a session now. A target that an operator chose comes first. Else one that sees the login; a session that
 * never ran may go anywhere. A login elsewhere is never left behind by itself (design §4): the session waits, and
 * moving it afresh is the operator's decision.
 * `againAt` says when to ask again; null means that only another host can change the answer.
 */
export const chooseHost = (
  lease: LeaseView,
  hosts: Iterable<HostView>,
  now: number,
  times: LeaseTimes = DEFAULT_LEASE_TIMES,
): LeaseChoice => {
  const free = freeAt(lease, times);
  if (free > now) return { againAt: free };
  let best: HostView | null = null;
  for (const host of hosts) {
    if (host.hostId === lease.targetHost && canReceiveMove(lease, host)) return { host };
    if (couldTake(lease, host) && (best === null || compareHosts(lease, host, best) < 0)) best = host;
  }
  return best && { host: best };
};

/** Its place is kept since the move was asked for, so room is no question any more. */
export const canReceiveMove = (lease: LeaseView, target: HostView): boolean =>
  servesWorkspace(target, lease.workspaceId) && !target.isDraining;

/** It may get the session, has a place for it, and nothing would be lost. */
export const couldTake = (lease: LeaseView, host: HostView): boolean =>
  isEligible(lease, host) && freePlaces(host) > 0 && (!hasLogin(lease) || seesLogin(lease, host));

/** Negative: `a` comes first. The last word is the id, so that the same hosts always get the same answer. */
const compareHosts = (lease: LeaseView, a: HostView, b: HostView): number =>
  order(isHome(lease, a), isHome(lease, b)) ||
  order(a.workspaceId !== null, b.workspaceId !== null) ||
  freePlaces(b) / b.capacity - freePlaces(a) / a.capacity ||
  (a.hostId < b.hostId ? -1 : 1);

const isHome = (lease: LeaseView, host: HostView): boolean =>
  lease.lastRegion !== null && host.region === lease.lastRegion;

const order = (a: boolean, b: boolean): number => Number(b) - Number(a);
