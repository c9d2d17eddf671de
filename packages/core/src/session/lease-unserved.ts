import type { Unserved } from '@waqtor/contracts';
import { freePlaces, hasLogin, type HostView, isEligible, type LeaseView, seesLogin } from './lease.ts';

/**
 * Why nobody serves the session; null when its holder is there. `hosts` are those connected, `isLastDraining` tells of
 * the host that holds it or held it last, connected or not.
 */
export const unservedFor = (lease: LeaseView, hosts: readonly HostView[], isLastDraining: boolean): Unserved | null => {
  const isHeld = hosts.some(({ hostId }) => hostId === lease.holder);
  if (isHeld && lease.revokeReason === null) return null;
  if (lease.targetHost !== null) return 'moving';
  if (isLastDraining) return 'host_draining';
  const eligible = hosts.filter((host) => isEligible(lease, host));
  if (eligible.length === 0) return 'no_host';
  const fitting = hasLogin(lease) ? eligible.filter((host) => seesLogin(lease, host)) : eligible;
  const isFull = fitting.length > 0 && fitting.every((host) => freePlaces(host) === 0);
  return isFull ? 'no_capacity' : 'host_lost';
};
