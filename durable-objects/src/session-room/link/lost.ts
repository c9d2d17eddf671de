import type { Unserved } from '@waqtor/contracts';
import { logError } from '../../shared/log.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import { stepSession } from '../session/change-session.ts';
import { fleetOf } from '../session/register.ts';
import type { Turn } from '../turn.ts';
import { attachmentOf, currentLink, isCurrent, openLinks } from './attachment.ts';
import { closeLink } from './frames.ts';

/** So long may a host be away (a deploy, a network change) before people are told. */
const LINK_GRACE_MS = 20_000;
export const LINK_LOST_JOB = 'link-lost';
/** Why nobody serves it may change: a host comes that is full, or is drained. */
const ASK_AGAIN_MS = 60_000;

/** A host pings at least each 30 s; a socket silent for so long is a dead peer. */
const LINK_SILENCE_MS = 90_000;
export const LINK_SWEEP_MS = 60_000;
export const LINK_SWEEP_JOB = 'link-sweep';

export const armLinkLoss = (room: Room): void => room.schedule.at(LINK_LOST_JOB, Date.now() + LINK_GRACE_MS);

/** Called when the object starts: a crash or deploy cuts sockets without a close event. */
export const watchLink = (room: Room): void => {
  const { status, beforeLoss } = readSession(room.sql);
  // Nothing to watch for otherwise; arming would wake an idle object for ever.
  if (status === 'stopped' || openLinks(room).length > 0) return;
  room.schedule.at(LINK_LOST_JOB, Date.now() + (beforeLoss ? ASK_AGAIN_MS : LINK_GRACE_MS));
};

export const onLinkClosed = (room: Room, ws: WebSocket): void => {
  if (isCurrent(room, attachmentOf(ws))) armLinkLoss(room);
};

const isUnserved = (room: Room): boolean =>
  !currentLink(room) && readSession(room.sql).removedAt === null && readSession(room.sql).status !== 'stopped';

/** A fleet that does not answer, and one that believes a host to be there, know nothing better than `host_lost`. */
const whyUnserved = async (room: Room): Promise<Unserved> => {
  try {
    return (await fleetOf(room).whyUnserved(room.sessionId)) ?? 'host_lost';
  } catch (error) {
    logError('HostFleet did not answer why nobody serves a session.', error, { sessionId: room.sessionId });
    return 'host_lost';
  }
};

/** The handler of LINK_LOST_JOB: still nobody, so people are told why; asked again for as long as it stays so. */
export const onLinkLost = async (room: Room): Promise<number | undefined> => {
  if (!isUnserved(room)) return undefined;
  const why = await whyUnserved(room);
  // The host may have come back while the fleet was asked.
  if (!isUnserved(room)) return undefined;
  room.transact((turn) => stepSession(room, turn, { kind: 'link_lost', why }));
  return isUnserved(room) ? ASK_AGAIN_MS : undefined;
};

/** The host is back: what it said last holds again, until it says otherwise. */
export const restoreAfterLoss = (room: Room, turn: Turn): void => {
  room.schedule.cancel(LINK_LOST_JOB);
  stepSession(room, turn, { kind: 'link_back' });
};

/**
 * A host that was removed, or that others were preferred to, may keep its socket: it hears what is sent and speaks for
 * the session until the next holder comes, who may never come. A fleet that does not answer changes nothing.
 */
const endFormerHolder = async (room: Room): Promise<void> => {
  const current = currentLink(room);
  if (!current) return;
  const { hostId, epoch } = current.link;
  try {
    if (await fleetOf(room).checkLease(room.sessionId, hostId, epoch)) return;
  } catch (error) {
    logError('HostFleet did not answer whether a lease still holds.', error, { sessionId: room.sessionId });
    return;
  }
  closeLink(current.ws, 'not_lease_holder');
  if (readSession(room.sql).removedAt === null && isCurrent(room, current.link)) armLinkLoss(room);
};

/** The handler of LINK_SWEEP_JOB: closes dead peers and those who hold no lease; exists only while there are sockets. */
export const sweepLink = async (room: Room): Promise<number | undefined> => {
  const now = Date.now();
  const links = openLinks(room);
  for (const ws of links) {
    const heardAt = room.ctx.getWebSocketAutoResponseTimestamp(ws)?.getTime() ?? 0;
    if (Math.max(heardAt, attachmentOf(ws).connectedAt) + LINK_SILENCE_MS < now) {
      closeLink(ws, 'going_away');
      armLinkLoss(room);
    }
  }
  await endFormerHolder(room);
  return links.length > 0 && readSession(room.sql).removedAt === null ? LINK_SWEEP_MS : undefined;
};
