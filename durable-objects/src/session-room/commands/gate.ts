import { sendGate } from '@waqtor/core/session/send-gate';
import { currentLink } from '../link/attachment.ts';
import { readSession } from '../record/session-record.ts';
import type { Room } from '../room.ts';

/** M-1 for this session as it is now: what the host said last counts, also while it is away. */
export const gateOf = (room: Room): ReturnType<typeof sendGate> => {
  const { desired, status, beforeLoss } = readSession(room.sql);
  return sendGate({ desired, status: beforeLoss?.status ?? status, isLinked: currentLink(room) !== null });
};
