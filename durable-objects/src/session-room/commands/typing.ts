import { ok, type Result, type SessionRoomRpc } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { canonicalChat } from '../record/chat-alias.ts';
import { wireIdOf } from '../record/chat-record.ts';
import { insertCommand } from '../record/command-record.ts';
import type { Room } from '../room.ts';
import { EXPIRE_JOB } from './expire.ts';
import { gateOf } from './gate.ts';

/** What somebody does at this moment is nothing to tell later. */
const TYPING_TTL_MS = 5_000;

/** Shown to the other side while the session is ready; otherwise nothing happens. */
export const typing = (
  room: Room,
  chatId: string,
  state: Parameters<SessionRoomRpc['typing']>[1],
  requestId: string,
): Result<null> => {
  if (gateOf(room) !== 'dispatch') return ok(null);
  room.transact((turn) => {
    const notAfter = Date.now() + TYPING_TTL_MS;
    const payload = { kind: 'typing' as const, chatId: wireIdOf(room, canonicalChat(room, chatId)), state };
    insertCommand(room, { id: newId('cmd'), payload, requestId, notAfter });
    room.schedule.at(EXPIRE_JOB, notAfter);
    turn.wantsDispatch = true;
  });
  return ok(null);
};
