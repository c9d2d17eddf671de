import type { MessageStatus, MessageType } from '@waqtor/contracts';

/** WhatsApp's own bounds: own texts can be edited for 15 minutes, own messages deleted for everyone for 2 days 12 h. */
export const EDIT_WITHIN_MS = 15 * 60_000;
export const DELETE_WITHIN_MS = 60 * 3_600_000;

export interface ChangeTarget {
  direction: 'inbound' | 'outbound';
  type: MessageType;
  status: MessageStatus;
  /** WhatsApp knows it by an id. */
  isKnown: boolean;
  isDeleted: boolean;
  /** Epoch ms. */
  timestamp: number;
}
export type ChangeKind = 'react' | 'edit' | 'delete_everyone' | 'delete_me';

const SENT: readonly MessageStatus[] = ['sent', 'delivered', 'read', 'played', 'received'];

/** Until when (epoch ms) WhatsApp lets this be done to a message; null: not, or not any more. */
export const changeableUntil = (target: ChangeTarget, kind: ChangeKind, now: number): number | null => {
  if (!target.isKnown || target.isDeleted || !SENT.includes(target.status)) return null;
  const isOwn = target.direction === 'outbound';
  const until = {
    react: Infinity,
    delete_me: Infinity,
    edit: isOwn && target.type === 'text' ? target.timestamp + EDIT_WITHIN_MS : -Infinity,
    delete_everyone: isOwn ? target.timestamp + DELETE_WITHIN_MS : -Infinity,
  }[kind];
  return until > now ? until : null;
};
