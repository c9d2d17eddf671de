import { freePlaces, hasLogin, type HostView, type LeaseView, seesLogin, servesWorkspace } from './lease.ts';

export type MoveRefusal = 'other_workspace' | 'not_connected' | 'draining' | 'login_elsewhere' | 'no_room';

/** Why the session cannot go there; null when it can. `isFresh`: the number is linked anew. */
export const moveRefusal = (
  lease: LeaseView,
  target: HostView | undefined,
  { isFresh }: { isFresh: boolean },
): MoveRefusal | null => {
  if (!target) return 'not_connected';
  if (!servesWorkspace(target, lease.workspaceId)) return 'other_workspace';
  if (target.isDraining) return 'draining';
  if (!isFresh && hasLogin(lease) && !seesLogin(lease, target)) return 'login_elsewhere';
  return freePlaces(target) > 0 ? null : 'no_room';
};
