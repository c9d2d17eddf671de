import {
  MAX_JOBS_PER_DELIVER,
  WEBHOOK_TIMEOUT_MS,
  type AttemptResult,
  type ClientHubRpc,
  type DeliverRpc,
  type DeliveryJob,
  type WaqtorEvent,
} from '@waqtor/contracts';
import { newId } from '@waqtor/core/id';
import { hubName } from '@waqtor/core/object-name';
import type { ObjectsEnv } from '../env.ts';
import { logError } from '../shared/log.ts';
import { migrate } from '../shared/migrations.ts';
import { OUTBOX_JOB, Outbox } from '../shared/outbox.ts';
import { Schedule } from '../shared/schedule.ts';
import { DeliveryStore, type DeliveryRow } from './delivery-store.ts';
import { outcomeOf } from './outcome.ts';
import { Registration } from './registration.ts';
import { DELIVER_JOB, PURGE_JOB, REGISTER_JOB } from './jobs.ts';
import { purge } from './purge.ts';
import { ENDPOINT_MIGRATIONS } from './schema.ts';
import { disableSettings, readSettings, setFailingSince, type DisabledReason, type Settings } from './settings.ts';

/** Calls to waqtor-webhooks at a time, of MAX_JOBS_PER_DELIVER each; an object has six connections. */
const MAX_PARALLEL_CALLS = 4;
/** A delivery that is `sending` for longer than its timeout and this was lost with us or with the Worker. */
const LOST_AFTER_MS = WEBHOOK_TIMEOUT_MS + 5_000;
/** waqtor-webhooks itself did not answer (a deploy, an overload): not the receiver's failure. */
const CALL_RETRY_MS = 2_000;

/** The parts of one endpoint, opened, and its delivery loop. */
export class Endpoint {
  readonly ctx: DurableObjectState;
  readonly env: ObjectsEnv;
  readonly sql: SqlStorage;
  readonly deliveries: DeliveryStore;
  readonly schedule: Schedule;
  readonly outbox: Outbox;
  readonly registration: Registration;
  #calls = 0;

  constructor(ctx: DurableObjectState, env: ObjectsEnv) {
    this.ctx = ctx;
    this.env = env;
    this.sql = ctx.storage.sql;
    migrate(ctx.storage, ENDPOINT_MIGRATIONS);
    this.deliveries = new DeliveryStore(this.sql);
    this.registration = new Registration(this);
    this.schedule = new Schedule(
      ctx.storage,
      {
        [OUTBOX_JOB]: () => this.outbox.drain(),
        [REGISTER_JOB]: () => this.registration.run(),
        [DELIVER_JOB]: () => this.pump(),
        [PURGE_JOB]: () => purge(this, Date.now()),
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

  /** Starts as many calls as may run; each starts the next when it ends. Never throws. */
  pump(): void {
    const settings = this.settings;
    if (!settings) return;
    const now = Date.now();
    this.deliveries.recoverLost(now);
    while (settings.enabled && this.#calls < MAX_PARALLEL_CALLS) {
      const taken = this.ctx.storage.transactionSync(() =>
        this.deliveries.take(MAX_JOBS_PER_DELIVER, now, now + LOST_AFTER_MS),
      );
      if (taken.length === 0) break;
      this.#calls++;
      this.ctx.waitUntil(
        this.#call(taken).finally(() => {
          this.#calls--;
          this.pump();
        }),
      );
    }
    this.#arm(settings, now);
  }

  /** One attempt now, outside the schedule; for tests of an operator. Throws what the call threw. */
  async deliverOnce(settings: Settings, row: DeliveryRow): Promise<AttemptResult> {
    const taken = this.deliveries.takeOne(row, Date.now() + LOST_AFTER_MS);
    const [result] = await this.#send(settings, [taken]);
    if (!result) throw new Error('A call of one job answers one result.');
    this.#record(taken, result);
    return result;
  }

  /** Disables and tells: the event leaves by the outbox of the same transaction. Repeats change nothing. */
  disable(reason: DisabledReason, now: number): void {
    const settings = this.settings;
    if (!settings?.enabled) return;
    disableSettings(this.sql, reason, now);
    this.tellDisabled(settings.endpointId, reason, now);
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

  async #call(taken: DeliveryRow[]): Promise<void> {
    const settings = this.settings;
    if (!settings) return;
    try {
      const results = await this.#send(settings, taken);
      for (const [index, row] of taken.entries()) {
        const result = results[index];
        if (result) this.#record(row, result);
      }
    } catch (error) {
      logError('The delivery worker did not answer; the deliveries are tried again.', error);
      const dueAt = Date.now() + CALL_RETRY_MS;
      for (const row of taken) this.deliveries.settle(row.id, 'pending', { failed: false, dueAt });
    }
    this.outbox.kick();
    // Not awaited: a hub that is slow to hear of it must not hold up deliveries.
    this.ctx.waitUntil(this.registration.kick());
  }

  #send(settings: Settings, rows: DeliveryRow[]): Promise<AttemptResult[]> {
    const jobs = rows.map((row): DeliveryJob => ({
      deliveryId: row.id,
      endpointId: settings.endpointId,
      eventId: row.event_id,
      url: settings.url,
      body: row.body,
      eventName: row.event_name,
      attempt: row.attempts,
      sealedSecrets: settings.sealedSecrets,
      timeoutMs: WEBHOOK_TIMEOUT_MS,
    }));
    return (this.env.WEBHOOKS as unknown as DeliverRpc).deliver(jobs);
  }

  #record(row: DeliveryRow, result: AttemptResult): void {
    this.ctx.storage.transactionSync(() => {
      const settings = this.settings;
      const current = this.deliveries.get(row.id);
      if (!settings || !current) return;
      this.deliveries.record(result);
      // Taken for lost and tried again meanwhile: the later attempt decides.
      if (current.state !== 'sending' || current.attempts !== row.attempts) return;
      const now = Date.now();
      const outcome = outcomeOf(settings, current, result, now, Math.random());
      this.deliveries.settle(row.id, outcome.state, { failed: result.errorCode !== null, dueAt: outcome.dueAt });
      if (outcome.failingSince !== settings.failingSince) setFailingSince(this.sql, outcome.failingSince);
      if (outcome.disable) this.disable(outcome.disable, now);
    });
  }

  #arm(settings: Settings, now: number): void {
    const dueAt = this.deliveries.nextDueAt();
    // While disabled only `sending` ones matter, and they are recovered when it is enabled again.
    if (dueAt === null || !settings.enabled) return this.schedule.cancel(DELIVER_JOB);
    // What is due and waits for a free call is taken when one ends; the alarm is for the case that we die before.
    const isBusy = this.#calls >= MAX_PARALLEL_CALLS;
    this.schedule.move(DELIVER_JOB, isBusy ? Math.max(dueAt, now + CALL_RETRY_MS) : dueAt);
  }
}
