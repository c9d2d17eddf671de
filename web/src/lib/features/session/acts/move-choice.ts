import type { Host } from '@waqtor/contracts';

export interface MoveChoice {
  host: Host;
  /** Connected, taking sessions, and with a place free. */
  isPossible: boolean;
  /** Sees the login where it is now: nothing has to be scanned. */
  seesLogin: boolean;
}

/** Where a session may go: every host but its own, those that can take it first, those that see its login before all. */
export const moveChoices = (hosts: readonly Host[], fromHostId: string | null): MoveChoice[] => {
  const from = hosts.find(({ hostId }) => hostId === fromHostId);
  return hosts
    .filter(({ hostId }) => hostId !== fromHostId)
    .map((host) => ({
      host,
      isPossible: host.status === 'connected' && host.freePlaces > 0,
      seesLogin:
        fromHostId !== null &&
        (host.sharesLoginsWith.some((id) => id === fromHostId) ||
          (from?.sharesLoginsWith.some((id) => id === host.hostId) ?? false)),
    }))
    .toSorted((a, b) => Number(b.isPossible) - Number(a.isPossible) || Number(b.seesLogin) - Number(a.seesLogin));
};
