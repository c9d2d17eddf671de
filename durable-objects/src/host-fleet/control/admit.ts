import { ERRORS, INTERNAL_HEADERS } from '@waqtor/contracts';
import type { Fleet } from '../fleet.ts';
import { isRemovedHost } from '../hosts/remove-host.ts';
import { attachmentOf, type ControlAttachment, openSockets } from './sockets.ts';

/** The upgrade of `/host/control`, already authenticated by the Worker. A newer socket of a host replaces the older. */
export const admit = (fleet: Fleet, request: Request): Response => {
  const hostId = request.headers.get(INTERNAL_HEADERS.hostId);
  const isUpgrade = request.headers.get('Upgrade')?.toLowerCase() === 'websocket';
  if (!hostId || !isUpgrade || isRemovedHost(fleet, hostId)) {
    const code = isUpgrade ? 'host_not_enrolled' : 'unsupported_protocol';
    return Response.json({ code }, { status: ERRORS[code].status });
  }
  const { link_no: linkNo } = fleet.sql
    .exec<{ link_no: number }>(
      `INSERT INTO links (host_id, link_no) VALUES (?, 1)
       ON CONFLICT (host_id) DO UPDATE SET link_no = link_no + 1 RETURNING link_no`,
      hostId,
    )
    .one();
  const { 0: client, 1: server } = new WebSocketPair();
  fleet.ctx.acceptWebSocket(server, [hostId]);
  const workspaceId = request.headers.get(INTERNAL_HEADERS.workspaceId) || null;
  const link: ControlAttachment = { hostId, workspaceId, linkNo, hasHello: false };
  server.serializeAttachment(link);
  for (const ws of openSockets(fleet, hostId)) {
    if (attachmentOf(ws).linkNo < linkNo) ws.close(ERRORS.replaced.close, 'replaced');
  }
  return new Response(null, { status: 101, webSocket: client });
};
