import { ok, type Result } from '@waqtor/contracts';
import type { Fleet } from '../fleet.ts';
import { assignFree } from './assign.ts';
import { readLease } from './lease-record.ts';
import { tellRevoked } from './revoke.ts';

export const isRemoved = (fleet: Fleet, sessionId: string): boolean =>
  fleet.sql.exec('SELECT 1 FROM removed_sessions WHERE session_id = ?', sessionId).toArray().length > 0;

/**
 * The session is gone for good: its lease ends now, because nobody can get it any more, and every host that has data
 * of it, or sees its login, is asked to wipe it, those that are away at their next hello. What is left to wipe are rows of `host_sessions`.
 */
export const removeSession = (fleet: Fleet, sessionId: string): Result<null> => {
  if (isRemoved(fleet, sessionId)) return ok(null);
  const lease = readLease(fleet, sessionId);
  fleet.ctx.storage.transactionSync(() => {
    fleet.sql.exec('INSERT INTO removed_sessions (session_id, removed_at) VALUES (?, ?)', sessionId, fleet.now());
    fleet.sql.exec('DELETE FROM leases WHERE session_id = ?', sessionId);
    for (const hostId of [lease?.holder, lease?.lastHost]) {
      if (!hostId) continue;
      fleet.sql.exec('INSERT OR IGNORE INTO host_sessions (host_id, session_id) VALUES (?, ?)', hostId, sessionId);
    }
    // The host that wrote the login may never come back; all that see the same folder can wipe it.
    fleet.sql.exec(
      'INSERT OR IGNORE INTO host_sessions (host_id, session_id) SELECT host_id, ?1 FROM hosts WHERE volume_id = ?2',
      sessionId,
      lease?.lastVolume ?? null,
    );
  });
  const places = fleet.sql.exec<{ host_id: string }>(
    'SELECT host_id FROM host_sessions WHERE session_id = ?',
    sessionId,
  );
  for (const { host_id: hostId } of places.toArray()) tellRevoked(fleet, sessionId, hostId, 'session_deleted');
  assignFree(fleet);
  return ok(null);
};

/** Removed sessions whose data lies with the host, as it told and as the fleet remembers. */
export const leftToWipe = (fleet: Fleet, hostId: string): string[] =>
  fleet.sql
    .exec<{ session_id: string }>(
      'SELECT session_id FROM host_sessions WHERE host_id = ? AND session_id IN (SELECT session_id FROM removed_sessions)',
      hostId,
    )
    .toArray()
    .map((row) => row.session_id);

/** The host answered: nothing of the session is left there. */
export const confirmWiped = (fleet: Fleet, hostId: string, sessionId: string): void => {
  fleet.sql.exec(
    `DELETE FROM host_sessions WHERE host_id = ?1 AND session_id = ?2
       AND session_id IN (SELECT session_id FROM removed_sessions)`,
    hostId,
    sessionId,
  );
};
