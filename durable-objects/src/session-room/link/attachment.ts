import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';

/** What a host socket must still know after hibernation. */
export interface LinkAttachment {
  hostId: string;
  epoch: number;
  /** Rises with every admitted socket; only the highest is served. */
  linkNo: number;
  /** Null until the host said hello. */
  storeId: string | null;
  connectedAt: number;
}

export const attachmentOf = (ws: WebSocket): LinkAttachment => ws.deserializeAttachment() as LinkAttachment;

const OPEN = 1;

/** The sockets that can still be spoken to; a closing one may linger in the list. */
export const openLinks = (room: Room): WebSocket[] => room.ctx.getWebSockets().filter((ws) => ws.readyState === OPEN);

/** The one link that is served, once it said hello; null while the host is away. */
export const currentLink = (room: Room): { ws: WebSocket; link: LinkAttachment & { storeId: string } } | null => {
  for (const ws of openLinks(room)) {
    const link = attachmentOf(ws);
    if (link.storeId !== null && isCurrent(room, link)) return { ws, link: { ...link, storeId: link.storeId } };
  }
  return null;
};

export const isCurrent = (room: Room, link: LinkAttachment): boolean => readSession(room.sql).linkNo === link.linkNo;
