import type { controlHelloFrame } from '@waqtor/contracts';
import type * as z from 'zod';
import type { Fleet } from '../fleet.ts';

type ControlHello = z.infer<typeof controlHelloFrame>;

/**
 * Stores what a hello says. Returns what the host must be told of draining, null when it knows. A drain is kept until
 * somebody ends it: a host that restarted and does not know of it drains on, and one that was told to work again while
 * it was away works.
 */
export const rememberHost = (
  fleet: Fleet,
  hostId: string,
  workspaceId: string | null,
  hello: ControlHello,
): boolean | null => {
  const before = fleet.sql
    .exec<{ is_draining: number; is_drain_told: number }>(
      'SELECT is_draining, is_drain_told FROM hosts WHERE host_id = ?',
      hostId,
    )
    .toArray()[0];
  const says = hello.isDraining ?? false;
  const kept = before?.is_draining === 1;
  const isDraining = before?.is_drain_told === 0 ? kept : kept || says;
  fleet.sql.exec(
    `INSERT INTO hosts (host_id, workspace_id, store_id, capacity, host_version, seen_at, region, volume_id, is_draining)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (host_id) DO UPDATE SET workspace_id = excluded.workspace_id, store_id = excluded.store_id,
       capacity = excluded.capacity, host_version = excluded.host_version, seen_at = excluded.seen_at,
       region = excluded.region, volume_id = excluded.volume_id, is_draining = excluded.is_draining,
       is_drain_told = 1, told_capacity = NULL`,
    hostId,
    workspaceId,
    hello.storeId,
    hello.capacity,
    hello.hostVersion,
    fleet.now(),
    hello.region ?? null,
    hello.volumeId ?? null,
    isDraining ? 1 : 0,
  );
  rememberData(fleet, hostId, hello.sessions);
  // It asked to be rid of them before it went; now it is here to work.
  fleet.sql.exec('UPDATE leases SET released_by = NULL WHERE released_by = ?', hostId);
  return isDraining === says ? null : isDraining;
};

/** What it was asked to wipe stays until it answers: it may have forgotten the session and not yet its login. */
const rememberData = (fleet: Fleet, hostId: string, sessions: ControlHello['sessions']): void => {
  fleet.sql.exec(
    `DELETE FROM host_sessions WHERE host_id = ?
       AND session_id NOT IN (SELECT session_id FROM removed_sessions)`,
    hostId,
  );
  for (const { sessionId } of sessions) {
    fleet.sql.exec('INSERT OR IGNORE INTO host_sessions (host_id, session_id) VALUES (?, ?)', hostId, sessionId);
  }
};
