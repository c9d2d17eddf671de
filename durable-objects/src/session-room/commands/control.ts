import { ok, refuse, type Result, type SessionRoomRpc, type SessionState } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { armLinkLoss } from '../link/lost.ts';
import { currentLink } from '../link/attachment.ts';
import { insertCommand } from '../record/command-record.ts';
import { readSession, sessionState } from '../record/session-record.ts';
import type { Room } from '../room.ts';
import { changeSession, type SessionChange } from '../session/change-session.ts';
import { REGISTER_JOB } from '../session/register.ts';
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
  room.transact((turn) => ACTIONS[action](room, turn, requestId));
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

const wish = (room: Room, turn: Turn, change: SessionChange): void => {
  const before = readSession(room.sql).desired;
  changeSession(room, turn, change);
  if (change.desired !== before) room.schedule.at(REGISTER_JOB, Date.now());
};

const ACTIONS: Record<ControlAction, (room: Room, turn: Turn, requestId: string) => void> = {
  start: (room, turn, requestId) => {
    const { status } = readSession(room.sql);
    const begins = status === 'stopped' || status === 'auth_failure';
    wish(room, turn, { desired: 'running', ...(begins ? { status: 'starting', reason: null } : {}) });
    supersede(room);
    // The wish in a hello says nothing to a host that keeps this session at rest (logged out, code expired) while it
    // is wanted running: the order itself must reach it, whenever it comes.
    order(room, turn, 'start', requestId, null);
    if (!currentLink(room)) armLinkLoss(room);
  },
  stop: (room, turn, requestId) => {
    const isLinked = currentLink(room) !== null;
    const ended = { status: 'stopped', reason: 'stopped_by_operator', beforeLoss: null } as const;
    wish(room, turn, { desired: 'stopped', ...(isLinked ? {} : ended) });
    supersede(room);
    if (isLinked) order(room, turn, 'stop', requestId, null);
  },
  restart: (room, turn, requestId) => order(room, turn, 'restart', requestId, Date.now() + RESTART_TTL_MS),
  // `desired` stays: a wish to stop would end the browser before it could unlink.
  logout: (room, turn, requestId) => {
    const ended = { status: 'stopped', reason: 'logged_out', clientInfo: null, beforeLoss: null } as const;
    if (!currentLink(room)) changeSession(room, turn, ended);
    supersede(room);
    order(room, turn, 'logout', requestId, null);
  },
};
