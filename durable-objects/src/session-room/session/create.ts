import { ok, refuse, type Result, type SessionRoomRpc, type SessionState } from '@waqtor/contracts';
import type { ObjectsEnv } from '../../env.ts';
import { migrate } from '../../shared/migrations.ts';
import { HOUSEKEEP_INTERVAL_MS, HOUSEKEEP_JOB } from '../housekeep.ts';
import { armLinkLoss } from '../link/lost.ts';
import { sessionState } from '../record/session-record.ts';
import { Room } from '../room.ts';
import { ROOM_SCHEMA } from '../schema.ts';
import { noteInTimeline } from '../timeline/timeline.ts';
import { REGISTER_JOB } from './register.ts';

type Init = Parameters<SessionRoomRpc['create']>[0];

/** Initialises the object: schema, row and first jobs in one transaction. A new session is wanted running. */
export const createRoom = (ctx: DurableObjectState, env: ObjectsEnv, init: Init): Room => {
  ctx.storage.transactionSync(() => {
    migrate(ctx.storage, ROOM_SCHEMA);
    ctx.storage.sql.exec(
      `INSERT INTO session (id, workspace_id, session_id, name, is_default, desired, status, since)
       VALUES (1, ?, ?, ?, ?, 'running', 'starting', ?)`,
      init.workspaceId,
      init.sessionId,
      init.name,
      init.isDefault ? 1 : 0,
      Date.now(),
    );
  });
  const room = new Room(ctx, env);
  room.transact((turn) => {
    turn.hasSessionChange = true;
    noteInTimeline(room, { kind: 'status', status: 'starting', desired: 'running', reason: null });
    room.schedule.at(REGISTER_JOB, Date.now());
    room.schedule.at(HOUSEKEEP_JOB, Date.now() + HOUSEKEEP_INTERVAL_MS);
    armLinkLoss(room);
  });
  return room;
};

/** `create` on a room that exists: a no-op for the same ids, else a conflict. */
export const describeCreated = (room: Room, init: Init): Result<SessionState> =>
  room.workspaceId === init.workspaceId && room.sessionId === init.sessionId
    ? ok(sessionState(room.sql))
    : refuse('conflict');
