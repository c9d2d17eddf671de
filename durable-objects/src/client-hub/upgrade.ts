import {
  ERRORS,
  HUB_SILENCE_LIMIT_MS,
  HUB_SUBPROTOCOL,
  INTERNAL_HEADERS,
  type ErrorCode,
  type Principal,
} from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import type { Connection } from './connection.ts';
import type { Hub } from './hub.ts';
import { SWEEP_JOB } from './jobs.ts';

/** Longer than any ticket or signed handshake lives (H-2: 30 s and ±60 s). */
const NONCE_KEPT_MS = 10 * 60 * 1000;

const refusal = (code: ErrorCode): Response => Response.json({ code }, { status: ERRORS[code].status });

/**
 * The socket upgrade, already authorised by the Worker: who asks stands in INTERNAL_HEADERS. A nonce is taken once,
 * here, because only the object can say that two at the same time are two (H-2).
 */
export const acceptUpgrade = (hub: Hub, request: Request): Response => {
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') return refusal('unsupported_protocol');
  const stated = request.headers.get(INTERNAL_HEADERS.principal);
  if (stated === null) return refusal('unauthorized');
  const principal = JSON.parse(stated) as Principal;
  hub.log.init(principal.workspaceId);
  const now = Date.now();
  const nonce = request.headers.get(INTERNAL_HEADERS.nonce);
  if (nonce !== null && !takeNonce(hub.sql, nonce, now)) {
    hub.counters.count('replayedHandshakes');
    return refusal('invalid_ticket');
  }

  const { 0: client, 1: server } = new WebSocketPair();
  const connection = hub.connections.accept(server, {
    v: 1,
    id: newId('cnx', now),
    principal,
    ip: request.headers.get(INTERNAL_HEADERS.ip) ?? '',
    connectedAt: now,
    seenAt: now,
    topics: [],
    sentSeq: hub.log.lastSeq,
    ackedSeq: hub.log.lastSeq,
    covered: null,
  });
  hub.counters.count('connections');
  greet(hub, connection, now);
  hub.schedule.at(SWEEP_JOB, now + HUB_SILENCE_LIMIT_MS);
  const offered = (request.headers.get('Sec-WebSocket-Protocol') ?? '').split(',').map((name) => name.trim());
  return new Response(null, {
    status: 101,
    webSocket: client,
    headers: offered.includes(HUB_SUBPROTOCOL) ? { 'Sec-WebSocket-Protocol': HUB_SUBPROTOCOL } : {},
  });
};

/** H-4: `welcome`, then `state`. */
const greet = (hub: Hub, connection: Connection, now: number): void => {
  connection.send(
    JSON.stringify({
      type: 'welcome',
      connectionId: connection.attachment.id,
      serverTime: new Date(now).toISOString(),
      logId: hub.log.logId,
      seq: hub.log.lastSeq,
    }),
  );
  connection.send(hub.stateFrame());
};

/** False when it was taken before. */
const takeNonce = (sql: SqlStorage, nonce: string, now: number): boolean => {
  sql.exec('DELETE FROM nonces WHERE expires_at < ?', now);
  const { rowsWritten } = sql.exec(
    'INSERT INTO nonces (nonce, expires_at) VALUES (?, ?) ON CONFLICT (nonce) DO NOTHING',
    nonce,
    now + NONCE_KEPT_MS,
  );
  return rowsWritten > 0;
};
