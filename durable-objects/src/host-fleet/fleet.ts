import { DEFAULT_LEASE_TIMES, type LeaseTimes } from '@waqtor/core/session/lease-times';
import { logError } from '../shared/log.ts';
import { migrate } from '../shared/migrations.ts';
import { type JobHandler, Schedule } from '../shared/schedule.ts';
import { FLEET_SCHEMA } from './schema.ts';

/** What the fleet uses of the object that it lives in. */
export type FleetContext = Pick<DurableObjectState, 'storage' | 'getWebSockets' | 'acceptWebSocket'>;

/** What every part of the fleet works with. */
export class Fleet {
  readonly ctx: FleetContext;
  readonly sql: SqlStorage;
  readonly schedule: Schedule;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly times: LeaseTimes;

  constructor(
    ctx: FleetContext,
    jobs: (fleet: Fleet) => Record<string, JobHandler>,
    { now = () => Date.now(), times = DEFAULT_LEASE_TIMES }: { now?: () => number; times?: LeaseTimes } = {},
  ) {
    this.ctx = ctx;
    this.sql = ctx.storage.sql;
    this.now = now;
    this.times = times;
    migrate(ctx.storage, FLEET_SCHEMA);
    this.schedule = new Schedule(ctx.storage, jobs(this), (job, error) =>
      logError('A job of the host fleet failed; it is retried.', error, { job }),
    );
  }
}
