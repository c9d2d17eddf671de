import type { MessageStatus } from '@waqtor/contracts';

/** M-4: the way of an outgoing message; later ones win. */
const RANK: Record<MessageStatus, number> = {
  queued: 0,
  pending: 1,
  unknown: 2,
  expired: 3,
  failed: 3,
  sent: 4,
  delivered: 5,
  read: 6,
  played: 7,
  received: 8,
};

/** The higher of two states: events may come late or twice, and a tick never goes back. */
export const laterStatus = (current: MessageStatus, next: MessageStatus): MessageStatus =>
  (RANK[next] ?? 0) >= (RANK[current] ?? 0) ? next : current;
