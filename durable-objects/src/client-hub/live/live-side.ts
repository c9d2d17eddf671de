import type { ObjectsEnv } from '../../env.ts';
import type { Schedule } from '../../shared/schedule.ts';
import type { EventLog } from '../log/event-log.ts';
import type { HubCounters } from '../monitor/counters.ts';
import type { Broadcaster } from './broadcaster.ts';
import type { Connections } from './connections.ts';
import type { FrameLimits } from './frame-limits.ts';

/** What holds client sockets: a hub or one of its relays. Nothing here may be lost that is not in SQLite or an attachment. */
export interface LiveSide {
  readonly ctx: DurableObjectState;
  readonly env: ObjectsEnv;
  readonly sql: SqlStorage;
  readonly log: EventLog;
  readonly connections: Connections;
  readonly broadcaster: Broadcaster;
  readonly limits: FrameLimits;
  readonly counters: HubCounters;
  readonly schedule: Schedule;
  /** All sessions of the workspace as one JSON array, for `state` frames. */
  sessionsJson(): string;
}
