import { couldTake } from './lease-choice.ts';
import type { HostView, LeaseView } from './lease.ts';
import { DEFAULT_LEASE_TIMES, type LeaseTimes } from './lease-times.ts';

/** The long TTL where no other host could take over anyway, so that an outage of the edge stops nothing. */
export const ttlFor = (
  lease: LeaseView,
  holder: HostView,
  hosts: Iterable<HostView>,
  { ttlMs, loneTtlMs }: LeaseTimes = DEFAULT_LEASE_TIMES,
): number => {
  const held = { ...lease, lastHost: holder.hostId, lastStore: holder.storeId, lastVolume: holder.volumeId };
  for (const host of hosts) {
    if (host.hostId !== holder.hostId && couldTake(held, host)) return ttlMs;
  }
  return loneTtlMs;
};

/**
 * What the fleet owes after it tells `ttlMs` now. A frame may be lost with its connection, and the holder then still
 * counts on what it heard before: a shorter time counts only once the holder has surely heard of it.
 * `hasHeardLast`: it spoke so long after the last promise on the same connection that it must have got it.
 */
export const promised = (
  lease: Pick<LeaseView, 'renewedAt' | 'ttlMs' | 'owedUntil'>,
  ttlMs: number,
  now: number,
  hasHeardLast: boolean,
): Pick<LeaseView, 'renewedAt' | 'ttlMs' | 'owedUntil'> => {
  const before = lease.renewedAt + lease.ttlMs;
  return { renewedAt: now, ttlMs, owedUntil: hasHeardLast ? before : Math.max(before, lease.owedUntil) };
};
