import type { ClientHubRpc, HubItem } from '@waqtor/contracts';
import { hubName } from '@waqtor/core/object-name';
import type { ObjectsEnv } from '../env.ts';
import { logError } from '../shared/log.ts';
import { migrate } from '../shared/migrations.ts';
import { OUTBOX_JOB, Outbox } from '../shared/outbox.ts';
import { Schedule } from '../shared/schedule.ts';
import { Waiters } from './commands/waiters.ts';
import { roomJobs } from './jobs.ts';
import { dispatch } from './link/dispatch.ts';
import { readChat } from './record/chat-record.ts';
import { forgetSession, readSession, sessionState } from './record/session-record.ts';
import { isCreated } from './removal/tombstone.ts';
import { ROOM_SCHEMA } from './schema.ts';
import { scheduleStats } from './session/stats.ts';
import { Turn } from './turn.ts';

/** The opened room: what every part of it works with. Holds no state that a restart may not lose. */
export class Room {
  readonly ctx: DurableObjectState;
  readonly env: ObjectsEnv;
  readonly sql: SqlStorage;
  readonly waiters = new Waiters();
  readonly schedule: Schedule;
  readonly outbox: Outbox;
  readonly workspaceId: string;
  readonly sessionId: string;

  /** Expects the session row; `openRoom` and `createRoom` are the only callers. */
  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    this.ctx = ctx;
    this.env = env;
    this.sql = ctx.storage.sql;
    const { workspaceId, sessionId } = readSession(this.sql);
    this.workspaceId = workspaceId;
    this.sessionId = sessionId;
    const hub = env.CLIENT_HUB.getByName(hubName(workspaceId)) as unknown as ClientHubRpc;
    this.outbox = new Outbox({
      storage: ctx.storage,
      schedule: () => this.schedule,
      send: (batch) => hub.append(workspaceId, { producerId: sessionId, ...batch }),
    });
    this.schedule = new Schedule(
      ctx.storage,
      { [OUTBOX_JOB]: () => this.outbox.drain(), ...roomJobs(this) },
      (job, error) => logError('A job of a session room failed; it is retried.', error, { job, sessionId }),
    );
  }

  /**
   * The one way to change the room: all rows and the outbox rows of what it tells are committed together; then hub,
   * waiters and link follow. Frames and answers leave only when the commit is on disk (output gate).
   */
  transact<T>(work: (turn: Turn) => T): T {
    const turn = new Turn();
    const value = this.#atomically(() => {
      const result = work(turn);
      this.#store(turn);
      return result;
    });
    if (turn.events.length > 0 || turn.chats.size > 0 || turn.hasSessionChange) this.outbox.kick();
    if (turn.wantsDispatch) dispatch(this);
    this.waiters.notify(turn.settled);
    return value;
  }

  /** One part of a transaction that may fail alone: its rows are rolled back, the rest stays. */
  attempt(turn: Turn, work: (part: Turn) => void): unknown {
    const part = new Turn();
    try {
      this.#atomically(() => work(part));
      turn.merge(part);
      return null;
    } catch (error) {
      return error;
    }
  }

  #atomically<T>(work: () => T): T {
    try {
      return this.ctx.storage.transactionSync(work);
    } catch (error) {
      forgetSession(this.sql);
      throw error;
    }
  }

  #store(turn: Turn): void {
    const items: Omit<HubItem, 'n'>[] = turn.events.map((event) => ({ event }));
    if (turn.isRemoval) {
      this.outbox.add([...items, { event: null, removedSessionId: this.sessionId }]);
      return;
    }
    for (const chatId of turn.chats) {
      const chat = readChat(this, chatId);
      if (chat) items.push({ event: null, chat });
    }
    if (turn.hasSessionChange) items.push({ event: null, session: sessionState(this.sql) });
    this.outbox.add(items);
    if (turn.hasStatsChange) scheduleStats(this);
  }
}

/** The room, or null for an object that was never created, or is erased: nothing is written to it, not even a schema. */
export const openRoom = (ctx: DurableObjectState, env: ObjectsEnv): Room | null => {
  if (!isCreated(ctx.storage)) return null;
  migrate(ctx.storage, ROOM_SCHEMA);
  return new Room(ctx, env);
};
