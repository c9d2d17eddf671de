import { canReceiveMove, chooseHost } from '@waqtor/core/session/lease-choice';
import type { HostView } from '@waqtor/core/session/lease';
import { tellLeases } from '../control/tell-leases.ts';
import type { Fleet } from '../fleet.ts';
import { connectedHosts } from '../hosts/connected-hosts.ts';
import { drainHosts } from '../hosts/drain.ts';
import { freeLease, grantTo } from './grant.ts';
import { type LeaseRecord, leasesWhere } from './lease-record.ts';

export const ASSIGN_JOB = 'assign';

/** From when a held lease may go on, in SQL; `freeAt` in core is the same for one. */
const freeAtSql = ({ times }: Fleet): string => `(MAX(renewed_at + ttl_ms, owed_until) + ${times.marginMs})`;
const IS_WANTED = "(desired = 'running' OR target_host IS NOT NULL OR revoke_reason IS NOT NULL)";

/**
 * Gives out every session that is wanted and has no living holder, lets hosts that drain end their next one, and wakes
 * again when the next lease runs out. The handler of ASSIGN_JOB, and called whenever something changed; it reads the
 * hosts once and only the leases that are open, because every telemetry of every host comes here.
 */
export const assignFree = (fleet: Fleet): void => {
  const hosts = new Map(connectedHosts(fleet).map((host) => [host.hostId, host]));
  giveUpMoves(fleet, hosts);
  for (const [hostId, only] of grantOpen(fleet, hosts)) tellLeases(fleet, hostId, [...hosts.values()], { only });
  drainHosts(fleet, [...hosts.values()]);
  wakeForNext(fleet, hosts);
};

/** A session whose target went returns to where it was; it need not wait for a host that may never come back. */
const giveUpMoves = (fleet: Fleet, hosts: Map<string, HostView>): void => {
  for (const lease of leasesWhere(fleet, 'target_host IS NOT NULL')) {
    const target = hosts.get(lease.targetHost ?? '');
    if (target && canReceiveMove(lease, target)) continue;
    fleet.sql.exec('UPDATE leases SET target_host = NULL WHERE session_id = ?', lease.sessionId);
    if (target && lease.holder !== target.hostId) hosts.set(target.hostId, { ...target, held: target.held - 1 });
  }
};

/** Grants what is open and keeps the count of places in `hosts`; returns what each host got. */
const grantOpen = (fleet: Fleet, hosts: Map<string, HostView>): Map<string, Set<string>> => {
  const granted = new Map<string, Set<string>>();
  const now = fleet.now();
  const addHeld = (hostId: string | null, change: 1 | -1): void => {
    const host = hosts.get(hostId ?? '');
    if (host) hosts.set(host.hostId, { ...host, held: host.held + change });
  };
  for (const lease of leasesWhere(fleet, `${IS_WANTED} AND (holder IS NULL OR ${freeAtSql(fleet)} <= ?)`, now)) {
    // What ran out holds no place any more, should its own host be the one that gets it again.
    addHeld(lease.holder, -1);
    const host = isToGrant(lease) ? chosen(fleet, lease, hosts.values()) : null;
    if (host) {
      grantTo(fleet, lease, host);
      granted.set(host.hostId, (granted.get(host.hostId) ?? new Set()).add(lease.sessionId));
      const isPlaceKept = lease.targetHost === host.hostId && lease.holder !== host.hostId;
      if (!isPlaceKept) addHeld(host.hostId, 1);
    } else if (lease.revokeReason !== null) freeLease(fleet, lease.sessionId);
    // Still its holder's: when that one comes back before anybody else can take it, nothing has changed.
    else addHeld(lease.holder, 1);
  }
  return granted;
};

/** A stopped session follows a move, because its login is to be there; for anything else it can wait. */
const isToGrant = (lease: LeaseRecord): boolean => lease.desired === 'running' || lease.targetHost !== null;

const chosen = (fleet: Fleet, lease: LeaseRecord, hosts: Iterable<HostView>): HostView | null => {
  const choice = chooseHost(lease, hosts, fleet.now(), fleet.times);
  return choice !== null && 'host' in choice ? choice.host : null;
};

type Ending = { holder: string; is_revoked: number; free_at: number };

/** Held leases that nobody renews end by themselves. With no host at all the next hello comes here anyway. */
const wakeForNext = (fleet: Fleet, hosts: Map<string, HostView>): void => {
  if (hosts.size === 0) return;
  const ends = fleet.sql
    .exec<Ending>(
      `SELECT holder, revoke_reason IS NOT NULL AS is_revoked, MIN(${freeAtSql(fleet)}) AS free_at FROM leases
       WHERE holder IS NOT NULL AND ${IS_WANTED} AND ${freeAtSql(fleet)} > ? GROUP BY holder, is_revoked`,
      fleet.now(),
    )
    .toArray()
    .filter(({ holder, is_revoked: isRevoked }) => isRevoked === 1 || !hosts.has(holder))
    .map((ending) => ending.free_at);
  if (ends.length > 0) fleet.schedule.at(ASSIGN_JOB, Math.min(...ends));
};
