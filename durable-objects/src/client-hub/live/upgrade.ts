import {
  ERRORS,
  HUB_ENCODING_PARAMETER,
  HUB_REPLACES_PARAMETER,
  HUB_SILENCE_LIMIT_MS,
  HUB_SUBPROTOCOL,
  INTERNAL_HEADERS,
  type ErrorCode,
  type Principal,
} from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { newAttachment } from './attachment.ts';
import type { Connection } from './connection.ts';
import type { LiveSide } from './live-side.ts';
import { PRINCIPALS_INTERVAL_MS, PRINCIPALS_JOB } from './principal-watch.ts';
import { stateFrame } from './state-frame.ts';
import { SWEEP_JOB } from './sweep.ts';

export const refusal = (code: ErrorCode): Response => Response.json({ code }, { status: ERRORS[code].status });

/** Who asks, as the Worker decided; a refusal when this is no upgrade of ours. */
export const principalOfUpgrade = (request: Request): Principal | Response => {
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') return refusal('unsupported_protocol');
  const stated = request.headers.get(INTERNAL_HEADERS.principal);
  return stated === null ? refusal('unauthorized') : (JSON.parse(stated) as Principal);
};

/** Takes the socket of a principal whose handshake was judged (H-2, H-3) and greets it: `welcome`, then `state` (H-4). */
export const acceptSocket = (side: LiveSide, request: Request, principal: Principal, now: number): Response => {
  const query = new URL(request.url).searchParams;
  const { 0: client, 1: server } = new WebSocketPair();
  const connection = side.connections.accept(
    server,
    newAttachment(
      {
        id: newId('cnx', now),
        principal,
        ip: request.headers.get(INTERNAL_HEADERS.ip) ?? '',
        isGzip: query.get(HUB_ENCODING_PARAMETER) === 'gzip',
        sentSeq: side.knownSeq,
      },
      now,
    ),
  );
  side.counters.count('connections');
  replace(side, query.get(HUB_REPLACES_PARAMETER), principal);
  greet(side, connection, now);
  side.schedule.at(SWEEP_JOB, now + HUB_SILENCE_LIMIT_MS);
  side.schedule.at(PRINCIPALS_JOB, now + PRINCIPALS_INTERVAL_MS);
  const offered = (request.headers.get('Sec-WebSocket-Protocol') ?? '').split(',').map((name) => name.trim());
  return new Response(null, {
    status: 101,
    webSocket: client,
    headers: offered.includes(HUB_SUBPROTOCOL) ? { 'Sec-WebSocket-Protocol': HUB_SUBPROTOCOL } : {},
  });
};

/** A client that lost its network comes back before the hub has noticed: its old socket goes at once (H-12). */
const replace = (side: LiveSide, connectionId: string | null, principal: Principal): void => {
  if (connectionId === null) return;
  const old = side.connections
    .all()
    .find(({ attachment }) => attachment.id === connectionId && attachment.principal.id === principal.id);
  old?.close('replaced');
};

const greet = (side: LiveSide, connection: Connection, now: number): void => {
  connection.send(
    JSON.stringify({
      type: 'welcome',
      connectionId: connection.attachment.id,
      serverTime: new Date(now).toISOString(),
      logId: side.log.logId,
      seq: side.knownSeq,
    }),
  );
  connection.send(stateFrame(side, connection));
  connection.save();
};
