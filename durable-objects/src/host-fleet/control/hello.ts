import { CONTROL_PROTOCOL, type controlHelloFrame, ERRORS } from '@waqtor/contracts';
import type * as z from 'zod';
import { assignFree, extend, grantTo } from '../assign.ts';
import { connectedHosts, type Fleet, heldBy } from '../fleet.ts';
import { attachmentOf } from './sockets.ts';
import { tellLeases } from './tell-leases.ts';

type ControlHello = z.infer<typeof controlHelloFrame>;

/**
 * A host is there. What it held stays its own under the same epoch if its store is the same one; with another store
 * (disk lost) it gets a new epoch, for nothing that the old one knew holds any more. Then what is free is given out.
 */
export const receiveHello = (fleet: Fleet, ws: WebSocket, hello: ControlHello): void => {
  const link = attachmentOf(ws);
  if (hello.protocol > CONTROL_PROTOCOL) return ws.close(ERRORS.unsupported_protocol.close, 'unsupported_protocol');
  fleet.ctx.storage.transactionSync(() => remember(fleet, link.hostId, link.workspaceId, hello));
  ws.serializeAttachment({ ...link, hasHello: true });
  const hosts = connectedHosts(fleet);
  const host = hosts.find(({ hostId }) => hostId === link.hostId);
  if (!host) return;
  fleet.ctx.storage.transactionSync(() => {
    for (const lease of heldBy(fleet, link.hostId)) {
      if (lease.lastStore === hello.storeId) extend(fleet, lease, link.hostId, hosts);
      else grantTo(fleet, lease, host, hosts);
    }
  });
  assignFree(fleet);
  tellLeases(fleet, link.hostId);
};

const remember = (fleet: Fleet, hostId: string, workspaceId: string | null, hello: ControlHello): void => {
  fleet.sql.exec(
    `INSERT INTO hosts (host_id, workspace_id, store_id, capacity, host_version, seen_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (host_id) DO UPDATE SET workspace_id = excluded.workspace_id, store_id = excluded.store_id,
       capacity = excluded.capacity, host_version = excluded.host_version, seen_at = excluded.seen_at`,
    hostId,
    workspaceId,
    hello.storeId,
    hello.capacity,
    hello.hostVersion,
    Date.now(),
  );
  fleet.sql.exec('DELETE FROM host_sessions WHERE host_id = ?', hostId);
  for (const { sessionId } of hello.sessions) {
    fleet.sql.exec('INSERT OR IGNORE INTO host_sessions (host_id, session_id) VALUES (?, ?)', hostId, sessionId);
  }
  // It asked to be rid of them before it went; now it is here to work.
  fleet.sql.exec('UPDATE leases SET released_by = NULL WHERE released_by = ?', hostId);
};
