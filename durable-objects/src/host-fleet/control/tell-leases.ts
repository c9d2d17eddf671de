import type { HostView } from '@waqtor/core/session/lease';
import { promised, ttlFor } from '@waqtor/core/session/lease-promise';
import type { Fleet } from '../fleet.ts';
import { heldBy, type LeaseRecord } from '../leases/lease-record.ts';
import { sendToHost } from './sockets.ts';

const NOTHING: ReadonlySet<string> = new Set();

/**
 * Tells a host what it holds, or `only` some of it; nothing when it is not among `hosts`, those connected. To tell is
 * to promise: the time of a lease begins anew at the host, hence here too. What the host was asked to end is left out,
 * because an assignment would begin it again. `heard`: see `promised`.
 */
export const tellLeases = (
  fleet: Fleet,
  hostId: string,
  hosts: readonly HostView[],
  { only, heard = NOTHING }: { only?: ReadonlySet<string>; heard?: ReadonlySet<string> } = {},
): void => {
  const host = hosts.find((connected) => connected.hostId === hostId);
  if (!host) return;
  const leases = heldBy(fleet, hostId).filter(
    (lease) => lease.revokeReason === null && (only?.has(lease.sessionId) ?? true),
  );
  const told = leases.map((lease) => {
    const ttlMs = ttlFor(lease, host, hosts, fleet.times);
    owe(fleet, lease, ttlMs, heard.has(lease.sessionId));
    const { sessionId, workspaceId, epoch, desired } = lease;
    return { sessionId, workspaceId, epoch, desired, ttlMs };
  });
  sendToHost(fleet, hostId, {
    type: 'assign',
    leases: told,
    serverTime: new Date(fleet.now()).toISOString(),
    renewEveryMs: fleet.times.renewMs,
  });
};

const owe = (fleet: Fleet, lease: LeaseRecord, ttlMs: number, hasHeardLast: boolean): void => {
  const { renewedAt, owedUntil } = promised(lease, ttlMs, fleet.now(), hasHeardLast);
  fleet.sql.exec(
    'UPDATE leases SET renewed_at = ?, ttl_ms = ?, owed_until = ? WHERE session_id = ?',
    renewedAt,
    ttlMs,
    owedUntil,
    lease.sessionId,
  );
};
