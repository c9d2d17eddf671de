import { CONTROL_PROTOCOL, type controlHelloFrame, ERRORS } from '@waqtor/contracts';
import type { HostView } from '@waqtor/core/session/lease';
import type * as z from 'zod';
import type { Fleet } from '../fleet.ts';
import { connectedHosts } from '../hosts/connected-hosts.ts';
import { assignFree } from '../leases/assign.ts';
import { freeLease, grantTo } from '../leases/grant.ts';
import { heldBy } from '../leases/lease-record.ts';
import { leftToWipe } from '../leases/remove-session.ts';
import { tellRevoked } from '../leases/revoke.ts';
import { rememberHost } from './remember-host.ts';
import { attachmentOf, sendToHost } from './sockets.ts';
import { tellLeases } from './tell-leases.ts';

type ControlHello = z.infer<typeof controlHelloFrame>;

/** A host is there: it learns what it must end, wipe and go on with; then what is free is given out. */
export const receiveHello = (fleet: Fleet, ws: WebSocket, hello: ControlHello): void => {
  const link = attachmentOf(ws);
  if (hello.protocol > CONTROL_PROTOCOL) return ws.close(ERRORS.unsupported_protocol.close, 'unsupported_protocol');
  const drain = fleet.ctx.storage.transactionSync(() => rememberHost(fleet, link.hostId, link.workspaceId, hello));
  ws.serializeAttachment({ ...link, hasHello: true });
  const hosts = connectedHosts(fleet);
  const host = hosts.find(({ hostId }) => hostId === link.hostId);
  if (!host) return;
  for (const sessionId of leftToWipe(fleet, link.hostId)) {
    tellRevoked(fleet, sessionId, link.hostId, 'session_deleted');
  }
  if (drain !== null) sendToHost(fleet, link.hostId, { type: 'drain', isDraining: drain });
  fleet.ctx.storage.transactionSync(() => takeUp(fleet, host));
  tellLeases(fleet, link.hostId, hosts);
  assignFree(fleet);
};

/**
 * What it held stays its own under the same epoch if its store is the same one. With another store (disk lost) nothing
 * that the old one knew holds any more: a new epoch, or the end of what it was asked to end.
 */
const takeUp = (fleet: Fleet, host: HostView): void => {
  for (const lease of heldBy(fleet, host.hostId)) {
    const isSameStore = lease.lastStore === host.storeId;
    if (lease.revokeReason === null && !isSameStore) grantTo(fleet, lease, host);
    else if (lease.revokeReason !== null && !isSameStore) freeLease(fleet, lease.sessionId);
    else if (lease.revokeReason !== null) tellRevoked(fleet, lease.sessionId, host.hostId, lease.revokeReason);
  }
  // The host may have moved, or say now what an older version of it did not.
  fleet.sql.exec(
    'UPDATE leases SET last_volume = ?1, last_region = ?2 WHERE holder = ?3 OR (last_host = ?3 AND last_volume IS NULL)',
    host.volumeId,
    host.region,
    host.hostId,
  );
};
