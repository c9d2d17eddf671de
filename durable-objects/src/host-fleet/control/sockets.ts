import type { FleetFrame } from '@waqtor/contracts';
import type { Fleet } from '../fleet.ts';

/** What a control socket must still know after hibernation. */
export interface ControlAttachment {
  hostId: string;
  workspaceId: string | null;
  linkNo: number;
  hasHello: boolean;
}

const OPEN = 1;

export const attachmentOf = (ws: WebSocket): ControlAttachment => ws.deserializeAttachment() as ControlAttachment;

/** One tag per host finds its sockets without looking at all. */
export const openSockets = (fleet: Fleet, hostId?: string): WebSocket[] =>
  fleet.ctx.getWebSockets(hostId).filter((ws) => ws.readyState === OPEN);

export const isNewest = (fleet: Fleet, { hostId, linkNo }: ControlAttachment): boolean =>
  fleet.sql.exec<{ link_no: number }>('SELECT link_no FROM links WHERE host_id = ?', hostId).toArray()[0]?.link_no ===
  linkNo;

/** Hosts with a served socket that were heard of within a lease's time: a half-open socket is no host. */
export const servedHosts = (fleet: Fleet): Set<string> => {
  // All at once: this is asked with every frame, and there may be many hosts.
  const heard = new Map(
    fleet.sql
      .exec<{ host_id: string; link_no: number }>(
        'SELECT hosts.host_id, link_no FROM hosts JOIN links ON links.host_id = hosts.host_id WHERE seen_at > ?',
        fleet.now() - fleet.times.ttlMs,
      )
      .toArray()
      .map((row) => [row.host_id, row.link_no]),
  );
  const served = new Set<string>();
  for (const ws of openSockets(fleet)) {
    const link = attachmentOf(ws);
    if (link.hasHello && heard.get(link.hostId) === link.linkNo) served.add(link.hostId);
  }
  return served;
};

/**
 * To the served socket of a host. False when it is away: its next hello is answered with all that it must know. True
 * does not say that it arrived.
 */
export const sendToHost = (fleet: Fleet, hostId: string, frame: FleetFrame): boolean => {
  for (const ws of openSockets(fleet, hostId)) {
    const link = attachmentOf(ws);
    if (!link.hasHello || !isNewest(fleet, link)) continue;
    ws.send(JSON.stringify(frame));
    return true;
  }
  return false;
};
