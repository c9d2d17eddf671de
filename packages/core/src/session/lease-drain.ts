import { couldTake } from './lease-choice.ts';
import type { HostView, LeaseView } from './lease.ts';

/**
 * The next session that a draining host is asked to end; null while one is on its way out, or when none is left.
 * First those that another host takes over, so that they are served again before the rest goes without.
 */
export const nextToDrain = <L extends LeaseView>(held: readonly L[], hosts: Iterable<HostView>): L | null => {
  if (held.some((lease) => lease.revokeReason !== null)) return null;
  const others = [...hosts];
  return held.find((lease) => others.some((host) => couldTake(lease, host))) ?? held[0] ?? null;
};
