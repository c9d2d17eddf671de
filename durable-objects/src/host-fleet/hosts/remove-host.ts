import { ERRORS, ok, type Result } from '@waqtor/contracts';
import { openSockets } from '../control/sockets.ts';
import type { Fleet } from '../fleet.ts';
import { assignFree } from '../leases/assign.ts';
import { heldBy } from '../leases/lease-record.ts';
import { revoke } from '../leases/revoke.ts';

/**
 * Forgets a host. What it holds is revoked, so that it ends at once if it hears of it, and granted anew when it must
 * have ended. Logins that only this host saw are lost with it: such sessions may go anywhere and are linked anew.
 */
export const removeHost = (fleet: Fleet, hostId: string): Result<null> => {
  for (const { sessionId } of heldBy(fleet, hostId)) revoke(fleet, sessionId, hostId, 'host_removed');
  fleet.ctx.storage.transactionSync(() => forget(fleet, hostId));
  for (const ws of openSockets(fleet, hostId)) ws.close(ERRORS.host_not_enrolled.close, 'host_not_enrolled');
  assignFree(fleet);
  return ok(null);
};

/** Its handshake may have been checked before it was removed. */
export const isRemovedHost = (fleet: Fleet, hostId: string): boolean =>
  fleet.sql.exec('SELECT 1 FROM removed_hosts WHERE host_id = ?', hostId).toArray().length > 0;

const forget = (fleet: Fleet, hostId: string): void => {
  fleet.sql.exec('INSERT OR IGNORE INTO removed_hosts (host_id, removed_at) VALUES (?, ?)', hostId, fleet.now());
  fleet.sql.exec('DELETE FROM hosts WHERE host_id = ?', hostId);
  fleet.sql.exec('DELETE FROM host_sessions WHERE host_id = ?', hostId);
  // Whatever its closing sockets still say comes from an old one.
  fleet.sql.exec('UPDATE links SET link_no = link_no + 1 WHERE host_id = ?', hostId);
  fleet.sql.exec(
    `UPDATE leases SET last_host = NULL, last_store = NULL, last_volume =
       (SELECT volume_id FROM hosts WHERE hosts.volume_id = leases.last_volume LIMIT 1) WHERE last_host = ?`,
    hostId,
  );
};
