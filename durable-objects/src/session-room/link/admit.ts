import { type ErrorCode, ERRORS, INTERNAL_HEADERS } from '@waqtor/contracts';
import { logError } from '../../shared/log.ts';
import { forgetSession, readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import { fleetOf } from '../session/register.ts';
import { noteInTimeline } from '../timeline/timeline.ts';
import { attachmentOf, type LinkAttachment, openLinks } from './attachment.ts';
import { closeLink } from './frames.ts';
import { LINK_SWEEP_JOB, LINK_SWEEP_MS } from './lost.ts';

const refusal = (code: ErrorCode): Response => Response.json({ code }, { status: ERRORS[code].status });

/**
 * Is this host the holder? A lower epoch is an old holder (the fence); the known epoch belongs to one host; a higher
 * one is true only if HostFleet, the one issuer, says so.
 */
const judge = async (room: Room, hostId: string, epoch: number): Promise<ErrorCode | null> => {
  const known = readSession(room.sql);
  if (epoch < known.epoch) return 'not_lease_holder';
  if (epoch === known.epoch) return hostId === known.hostId ? null : 'not_lease_holder';
  try {
    if (!(await fleetOf(room).checkLease(room.sessionId, hostId, epoch))) return 'not_lease_holder';
  } catch (error) {
    logError('HostFleet did not answer whether a lease is real.', error, { sessionId: room.sessionId });
    return 'unavailable';
  }
  // Another socket may have been admitted while HostFleet was asked, or the session be removed.
  const now = readSession(room.sql);
  return epoch >= now.epoch && now.removedAt === null ? null : 'not_lease_holder';
};

/** The upgrade of `/host/link/:sessionId`, already authenticated by the Worker (design §4). */
export const admit = async (room: Room, request: Request): Promise<Response> => {
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') return refusal('unsupported_protocol');
  const hostId = request.headers.get(INTERNAL_HEADERS.hostId);
  const epoch = Number(request.headers.get(INTERNAL_HEADERS.epoch));
  if (!hostId || !Number.isSafeInteger(epoch) || epoch < 1) return refusal('not_lease_holder');
  const code = await judge(room, hostId, epoch);
  if (code) return refusal(code);
  const { 0: client, 1: server } = new WebSocketPair();
  accept(room, server, hostId, epoch);
  return new Response(null, { status: 101, webSocket: client });
};

const accept = (room: Room, server: WebSocket, hostId: string, epoch: number): void => {
  const known = readSession(room.sql);
  const linkNo = known.linkNo + 1;
  room.transact((turn) => {
    if (epoch !== known.epoch) noteInTimeline(room, { kind: 'host', hostId, epoch });
    room.sql.exec('UPDATE session SET host_id = ?, epoch = ?, link_no = ? WHERE id = 1', hostId, epoch, linkNo);
    forgetSession(room.sql);
    room.schedule.at(LINK_SWEEP_JOB, Date.now() + LINK_SWEEP_MS);
    turn.hasSessionChange = true;
  });
  room.ctx.acceptWebSocket(server);
  const link: LinkAttachment = { hostId, epoch, linkNo, storeId: null, connectedAt: Date.now() };
  server.serializeAttachment(link);
  for (const ws of openLinks(room)) if (attachmentOf(ws).linkNo < linkNo) closeLink(ws, 'replaced');
};
