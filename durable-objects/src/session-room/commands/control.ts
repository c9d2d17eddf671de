import { ok, refuse, type Result, type SessionRoomRpc, type SessionState } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { armLinkLoss } from '../link/lost.ts';
import { currentLink } from '../link/attachment.ts';
import { insertCommand } from '../record/command-record.ts';
import { readSession, sessionState } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import { stepSession } from '../session/change-session.ts';
import { REGISTER_JOB } from '../session/register.ts';
import { noteInTimeline } from '../timeline/timeline.ts';
import type { Turn } from '../turn.ts';
import { EXPIRE_JOB } from './expire.ts';

export type ControlAction = Parameters<SessionRoomRpc['control']>[0];

/** A restart that could not begin by then helps nobody. */
const RESTART_TTL_MS = 60_000;

/**
 * What an operator asks of the session. `desired` changes at once; the status follows when the host reports it, or
 * at once while no host is there to report. A login to be removed waits for the host as long as it takes.
 */
export const control = (room: Room, action: ControlAction, requestId: string): Result<SessionState> => {
  const { desired } = readSession(room.sql);
  if (action === 'restart' && desired === 'stopped') return refuse('session_not_linked');
  room.transact((turn) => {
    noteInTimeline(room, { kind: 'order', order: action });
    step(room, turn, action);
    ACTIONS[action](room, turn, requestId);
  });
  return ok(sessionState(room.sql));
};

const order = (room: Room, turn: Turn, kind: ControlAction, requestId: string, notAfter: number | null): void => {
  insertCommand(room, { id: newId('cmd'), payload: { kind }, requestId, notAfter });
  if (notAfter !== null) room.schedule.at(EXPIRE_JOB, notAfter);
  turn.wantsDispatch = true;
};

/** Starts and stops that the host did not answer yet are overtaken by the newer wish. */
const supersede = (room: Room): void => {
  room.sql.exec("UPDATE commands SET state = 'settled' WHERE kind IN ('start', 'stop') AND state <> 'settled'");
};

const step = (room: Room, turn: Turn, kind: ControlAction): void => {
  const before = readSession(room.sql).desired;
  stepSession(room, turn, { kind, isLinked: currentLink(room) !== null });
  if (readSession(room.sql).desired !== before) room.schedule.at(REGISTER_JOB, Date.now());
};

const ACTIONS: Record<ControlAction, (room: Room, turn: Turn, requestId: string) => void> = {
  start: (room, turn, requestId) => {
    supersede(room);
    // The wish in a hello says nothing to a host that keeps this session at rest (logged out, code expired) while it
    // is wanted running: the order itself must reach it, whenever it comes.
    order(room, turn, 'start', requestId, null);
    if (!currentLink(room)) armLinkLoss(room);
  },
  stop: (room, turn, requestId) => {
    supersede(room);
    if (currentLink(room)) order(room, turn, 'stop', requestId, null);
  },
  restart: (room, turn, requestId) => order(room, turn, 'restart', requestId, Date.now() + RESTART_TTL_MS),
  logout: (room, turn, requestId) => {
    supersede(room);
    order(room, turn, 'logout', requestId, null);
  },
};
