import { chooseHost, type HostView, ttlFor } from '@waqtor/core/session/lease-choice';
import { tellLeases } from './control/tell-leases.ts';
import { connectedHosts, type Fleet, type LeaseRecord, type LeaseRow, readLease, toLease } from './fleet.ts';

export const ASSIGN_JOB = 'assign';

/** Renews a lease that the host holds; the epoch stays. `hosts` are those connected now. */
export const extend = (fleet: Fleet, lease: LeaseRecord, hostId: string, hosts: readonly HostView[]): void => {
  fleet.sql.exec(
    'UPDATE leases SET renewed_at = ?, ttl_ms = ? WHERE session_id = ?',
    Date.now(),
    ttlFor(lease, hostId, hosts),
    lease.sessionId,
  );
};

/** Grants a session under a new epoch: the one place in the product where epochs are born. */
export const grantTo = (fleet: Fleet, lease: LeaseRecord, host: HostView, hosts: readonly HostView[]): void => {
  fleet.sql.exec(
    `UPDATE leases SET epoch = epoch + 1, holder = ?, renewed_at = ?, ttl_ms = ?, last_host = ?, last_store = ?,
       released_by = NULL WHERE session_id = ?`,
    host.hostId,
    Date.now(),
    ttlFor(lease, host.hostId, hosts),
    host.hostId,
    host.storeId,
    lease.sessionId,
  );
};

/**
 * Gives out every session that is wanted running and has no living holder, tells the hosts, and wakes again when the
 * next lease runs out. The handler of ASSIGN_JOB, and called whenever a host or a session comes.
 */
export const assignFree = (fleet: Fleet): void => {
  const now = Date.now();
  const hosts = new Map(connectedHosts(fleet).map((host) => [host.hostId, host]));
  const open = fleet.sql
    .exec<LeaseRow>("SELECT * FROM leases WHERE desired = 'running'")
    .toArray()
    .map(toLease)
    .filter((lease) => lease.holder === null || !hosts.has(lease.holder));
  let wakeAt = Infinity;
  for (const lease of open) {
    const choice = chooseHost(lease, [...hosts.values()], now);
    if (choice === null) continue;
    if ('againAt' in choice) {
      wakeAt = Math.min(wakeAt, choice.againAt);
      continue;
    }
    const { host } = choice;
    grantTo(fleet, lease, host, [...hosts.values()]);
    hosts.set(host.hostId, { ...host, held: host.held + 1 });
    const granted = readLease(fleet, lease.sessionId);
    if (granted) tellLeases(fleet, host.hostId, [granted]);
  }
  // With no host at all there is nothing to wake for: the next hello comes here by itself.
  if (wakeAt !== Infinity && hosts.size > 0) fleet.schedule.move(ASSIGN_JOB, wakeAt);
};
