import type { Room } from '../room.ts';
import { readSession } from '../record/session-record.ts';
import { changeSession } from '../session/change-session.ts';
import type { Turn } from '../turn.ts';
import { attachmentOf, currentLink, isCurrent, openLinks } from './attachment.ts';
import { closeLink } from './frames.ts';

/** So long may a host be away (a deploy, a network change) before people are told. */
const LINK_GRACE_MS = 20_000;
export const LINK_LOST_JOB = 'link-lost';

/** A host pings at least each 30 s; a socket silent for so long is a dead peer. */
const LINK_SILENCE_MS = 90_000;
export const LINK_SWEEP_MS = 60_000;
export const LINK_SWEEP_JOB = 'link-sweep';

export const armLinkLoss = (room: Room): void => room.schedule.at(LINK_LOST_JOB, Date.now() + LINK_GRACE_MS);

/** Called when the object starts: a crash or deploy cuts sockets without a close event. */
export const watchLink = (room: Room): void => {
  const { desired, status, beforeLoss } = readSession(room.sql);
  // Nothing to watch for otherwise; arming would wake an idle object for ever.
  if (desired === 'running' && status !== 'stopped' && beforeLoss === null && openLinks(room).length === 0)
    armLinkLoss(room);
};

export const onLinkClosed = (room: Room, ws: WebSocket): void => {
  if (isCurrent(room, attachmentOf(ws))) armLinkLoss(room);
};

/** The handler of LINK_LOST_JOB: still nobody, so the session is `disconnected/host_lost`. */
export const onLinkLost = (room: Room): void => {
  if (currentLink(room)) return;
  const { desired, status, reason, clientInfo, beforeLoss } = readSession(room.sql);
  // What rests (stopped by the operator, logged out, code expired) loses nothing with its host.
  if (desired !== 'running' || status === 'stopped' || beforeLoss) return;
  room.transact((turn) =>
    changeSession(room, turn, {
      status: 'disconnected',
      reason: 'host_lost',
      beforeLoss: { status, reason, clientInfo },
    }),
  );
};

/** The host is back: what it said last holds again, until it says otherwise. */
export const restoreAfterLoss = (room: Room, turn: Turn): void => {
  room.schedule.cancel(LINK_LOST_JOB);
  const { beforeLoss } = readSession(room.sql);
  if (beforeLoss) changeSession(room, turn, { ...beforeLoss, beforeLoss: null });
};

/** The handler of LINK_SWEEP_JOB: closes dead peers; exists only while there are sockets. */
export const sweepLink = (room: Room): number | undefined => {
  const now = Date.now();
  const links = openLinks(room);
  for (const ws of links) {
    const heardAt = room.ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? 0;
    if (Math.max(heardAt, attachmentOf(ws).connectedAt) + LINK_SILENCE_MS < now) {
      closeLink(ws, 'going_away');
      armLinkLoss(room);
    }
  }
  return links.length > 0 ? LINK_SWEEP_MS : undefined;
};
