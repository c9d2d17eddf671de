import type { Host, SessionView } from '@waqtor/contracts';

/** 0…1, for a bar; null when it was not told or there is nothing to fill. */
export const shareOf = (used: number | null, total: number | null): number | null =>
  used === null || total === null || total <= 0 ? null : Math.min(1, Math.max(0, used / total));

/** Whether it is there to tell how it is; what one that is away told last says nothing about now. */
export const isThere = ({ status }: Pick<Host, 'status'>): boolean => status !== 'away' && status !== 'never_connected';

/**
 * Places taken. Of an own host they are the sessions; of a shared one those of other workspaces count too, which only
 * its free places tell (and it has none while it takes no sessions).
 */
export const placesTaken = ({ isOwn, status, sessions, capacity, freePlaces }: Host): number =>
  isOwn || status !== 'connected' ? sessions : capacity - freePlaces;

/** Memory in use by everything on the machine, of all it has; null when it told neither. */
export const memoryInUse = ({
  totalMemoryBytes: total,
  availableMemoryBytes: available,
}: Pick<Host, 'totalMemoryBytes' | 'availableMemoryBytes'>): number | null =>
  total === null || available === null ? null : Math.max(0, total - available);

/** Own hosts first, then those that are there, then by name. */
export const hostOrder = (hosts: readonly Host[], locale: string): Host[] =>
  hosts.toSorted(
    (a, b) =>
      Number(b.isOwn) - Number(a.isOwn) ||
      Number(b.status === 'connected') - Number(a.status === 'connected') ||
      a.name.localeCompare(b.name, locale),
  );

/** Names of the hosts that share this one's logins; those that are not ours to see are left out. */
export const sharedWith = ({ sharesLoginsWith }: Host, hosts: readonly Host[]): string[] =>
  hosts.filter(({ hostId }) => sharesLoginsWith.some((id) => id === hostId)).map(({ name }) => name);

export interface DrainEffect {
  moving: SessionView[];
  stopping: SessionView[];
}

/**
 * What emptying a host does to the sessions on it: those that another connected host sees and has places for move, in
 * the order of the list; the rest stop.
 */
export const drainEffect = (host: Host, hosts: readonly Host[], sessions: readonly SessionView[]): DrainEffect => {
  const onIt = sessions.filter(({ hostId, desired }) => hostId === host.hostId && desired === 'running');
  const places = hosts
    .filter(({ hostId, status }) => status === 'connected' && host.sharesLoginsWith.some((id) => id === hostId))
    .reduce((sum, { freePlaces }) => sum + freePlaces, 0);
  return { moving: onIt.slice(0, places), stopping: onIt.slice(places) };
};

/** A host that is connected now and was not in the list when the code was made. */
export const newcomer = (hosts: readonly Host[], knownIds: ReadonlySet<string>): Host | null =>
  hosts.find(({ hostId, status }) => !knownIds.has(hostId) && status === 'connected') ?? null;
