import type { AttemptResult, ClientHubRpc, WaqtorEvent } from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { hubName } from '@waqtor/core/object-name';
import type { ObjectsEnv } from '../env.ts';
import { logError } from '../shared/log.ts';
import { migrate } from '../shared/migrations.ts';
import { OUTBOX_JOB, Outbox } from '../shared/outbox.ts';
import { Schedule } from '../shared/schedule.ts';
import { callDeliver, LOST_AFTER_MS } from './call-deliver.ts';
import { DeliveryLog } from './delivery-log.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import type { DeliveryRow } from './delivery-row.ts';
import { DeliveryRounds } from './delivery-rounds.ts';
import { DELIVER_JOB, FAILING_JOB, GRACE_JOB, NOTICE_JOB, PURGE_JOB, RECOVERY_JOB, REGISTER_JOB } from './jobs.ts';
import { addNotice, tellFailing, tellNotices } from './notices.ts';
import { Pacing } from './pacing.ts';
import { purge } from './purge.ts';
import { recordResults } from './record-results.ts';
import { cancelRunning } from './recovery/progress.ts';
import { feedRecovery } from './recovery/feed.ts';
import { Registration } from './registration.ts';
import { ENDPOINT_MIGRATIONS } from './schema.ts';
import { graceJob } from './secrets.ts';
import { disableSettings, readSettings, type DisabledReason, type Settings } from './settings.ts';
import { Tallies } from './tallies.ts';

/** The parts of one endpoint, opened. */
export class Endpoint {
  readonly ctx: DurableObjectState;
  readonly env: ObjectsEnv;
  readonly sql: SqlStorage;
  readonly queue: DeliveryQueue;
  readonly log: DeliveryLog;
  readonly pacing: Pacing;
  readonly tallies: Tallies;
  readonly schedule: Schedule;
  readonly outbox: Outbox;
  readonly registration: Registration;
  readonly rounds: DeliveryRounds;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    this.ctx = ctx;
    this.env = env;
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, ENDPOINT_MIGRATIONS);
    this.queue = new DeliveryQueue(this.sql);
    this.log = new DeliveryLog(this.sql);
    this.pacing = new Pacing(this.sql);
    this.tallies = new Tallies(this.sql);
    this.registration = new Registration(this);
    this.rounds = new DeliveryRounds(this);
    this.schedule = new Schedule(
      ctx.storage,
      {
        [OUTBOX_JOB]: () => this.outbox.drain(),
        [REGISTER_JOB]: () => this.registration.run(),
        [DELIVER_JOB]: () => this.pump(),
        [PURGE_JOB]: () => purge(this, Date.now()),
        [GRACE_JOB]: () => graceJob(this, Date.now()),
        [NOTICE_JOB]: () => tellNotices(this),
        [FAILING_JOB]: () => tellFailing(this, Date.now()),
        [RECOVERY_JOB]: () => feedRecovery(this),
      },
      (job, error) => logError('A job of a webhook endpoint failed; it is retried.', error, { job }),
    );
    this.outbox = new Outbox({
      storage: ctx.storage,
      schedule: () => this.schedule,
      send: (batch) => {
        // Of a removed endpoint too: what it told before must still arrive.
        const { workspaceId, endpointId } = readSettings(this.sql) as Settings;
        return this.hub(workspaceId).append(workspaceId, { producerId: endpointId, ...batch });
      },
    });
  }

  /** Null before `create` and after `remove`. */
  get settings(): Settings | null {
    const settings = readSettings(this.sql);
    return settings?.isRemoved ? null : settings;
  }

  hub(workspaceId: string): ClientHubRpc {
    return this.env.CLIENT_HUB.getByName(hubName(workspaceId)) as unknown as ClientHubRpc;
  }

  /** Sends what is due and may be sent. Never throws. */
  pump(): void {
    this.rounds.pump();
  }

  /** One attempt now, outside the schedule; for tests of an operator. Throws what the call threw. */
  async deliverOnce(settings: Settings, row: DeliveryRow): Promise<AttemptResult> {
    const taken = this.queue.takeOne(row, Date.now() + LOST_AFTER_MS);
    const [result] = await callDeliver(this.env, settings, [taken]);
    if (!result) throw new Error('A call of one job answers one result.');
    recordResults(this, [taken], [result]);
    return result;
  }

  /** Disables and tells: the event leaves by the outbox of the same transaction. Repeats change nothing. */
  disable(reason: Exclude<DisabledReason, 'operator'>, now: number): void {
    const { settings } = this;
    if (!settings?.enabled) return;
    disableSettings(this.sql, reason, now);
    cancelRunning(this, now);
    this.tellDisabled(settings.endpointId, reason, now);
    addNotice(this, settings, { code: 'webhook_disabled', type: 'error', reason }, now);
    this.registration.request();
  }

  /** Inside the caller's transaction. */
  tellDisabled(endpointId: string, reason: DisabledReason, now: number): void {
    const event: WaqtorEvent = {
      id: newId('evt', now),
      type: 'webhook.disabled',
      version: 1,
      timestamp: new Date(now).toISOString(),
      data: { endpointId, reason },
    };
    this.outbox.add([{ event }]);
  }
}
