import { ok, type Result, type SessionRoomRpc, type SessionState } from '@waqtor/contracts';
import { forgetSession, sessionState } from '../record/session-record.ts';
import type { Room } from '../room.ts';

/** Takes over what D1 says: the room's copy is what the hub shows. */
export const updateSession = (
  room: Room,
  { name, isDefault }: Parameters<SessionRoomRpc['update']>[0],
): Result<SessionState> => {
  room.transact((turn) => {
    room.sql.exec('UPDATE session SET name = ?, is_default = ? WHERE id = 1', name, isDefault ? 1 : 0);
    forgetSession(room.sql);
    turn.hasSessionChange = true;
  });
  return ok(sessionState(room.sql));
};
