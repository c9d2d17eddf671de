import { MAX_JOBS_PER_DELIVER } from '@waqtor/contracts';
import { logError } from '../shared/log.ts';
import { callDeliver, LOST_AFTER_MS } from './call-deliver.ts';
import type { DeliveryRow } from './delivery-row.ts';
import type { Endpoint } from './endpoint.ts';
import { DELIVER_JOB, RECOVERY_JOB } from './jobs.ts';
import { recordResults } from './record-results.ts';
import type { Settings } from './settings.ts';

/** Calls to waqtor-webhooks at a time, of MAX_JOBS_PER_DELIVER each at most: 72 attempts of one endpoint. */
const MAX_CALLS = 12;
/** In order every attempt is a call of its own, so that no chat waits for the slow answer about another. */
const MAX_ORDERED_CALLS = 24;
/** waqtor-webhooks itself did not answer (a deploy, an overload): not the receiver's failure. */
const CALL_RETRY_MS = 2_000;
/** Waits up to here are kept by a timer too: an alarm may ring some milliseconds late, which a throttle would feel. */
const MAX_TIMER_MS = 1_000;

/**
 * The delivery loop: takes what is due and allowed, shares it out among calls, and goes on when one ends. All that
 * matters lies in SQLite; what is kept here is only how many calls run.
 */
export class DeliveryRounds {
  readonly #endpoint: Endpoint;
  #calls = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /** Starts as many calls as may run; each starts the next when it ends. Never throws. */
  pump(): void {
    const { settings, queue } = this.#endpoint;
    if (!settings) return;
    const now = Date.now();
    queue.recoverLost(now);
    let heldUntil: number | null = null;
    for (;;) {
      const limits = limitsOf(settings);
      const free = limits.calls - this.#calls;
      if (!settings.enabled || free <= 0) break;
      const { rows, nextAt } = this.#take(settings, free * limits.jobs, now);
      heldUntil = nextAt;
      if (rows.length === 0) break;
      // Evenly, so that what comes together goes out side by side while calls are free.
      const perCall = Math.min(limits.jobs, Math.ceil(rows.length / free));
      for (let at = 0; at < rows.length; at += perCall) this.#start(settings, rows.slice(at, at + perCall));
      if (heldUntil !== null) break;
    }
    this.#arm(settings, now, heldUntil);
  }

  /** By hand first; then of the schedule what breaker and throttle let out. */
  #take(settings: Settings, limit: number, now: number): { rows: DeliveryRow[]; nextAt: number | null } {
    const { ctx, pacing, queue } = this.#endpoint;
    const lostAt = now + LOST_AFTER_MS;
    return ctx.storage.transactionSync(() => {
      const manual = queue.takeManual(limit, now, lostAt);
      const wanted = limit - manual.length;
      const { count, nextAt } = pacing.allow(settings, wanted, now, {
        sending: () => queue.sending(),
        probeAt: lostAt,
      });
      const planned = queue.take(count, now, lostAt);
      pacing.spend(settings, planned.length, now);
      // Held back only if there was more than could be had.
      return { rows: [...manual, ...planned], nextAt: planned.length < count ? null : nextAt };
    });
  }

  #start(settings: Settings, rows: DeliveryRow[]): void {
    this.#calls++;
    this.#endpoint.ctx.waitUntil(
      this.#call(settings, rows).finally(() => {
        this.#calls--;
        this.pump();
      }),
    );
  }

  async #call(settings: Settings, rows: DeliveryRow[]): Promise<void> {
    const { ctx, env, outbox, queue, registration, schedule } = this.#endpoint;
    try {
      recordResults(this.#endpoint, rows, await callDeliver(env, settings, rows));
    } catch (error) {
      logError('The delivery worker did not answer; the deliveries are tried again.', error);
      for (const row of rows) queue.putBack(row, Date.now() + CALL_RETRY_MS);
    }
    if (rows.some((row) => row.recovering === 1)) schedule.at(RECOVERY_JOB, Date.now());
    outbox.kick();
    // Not awaited: a hub that is slow to hear of it must not hold up deliveries.
    ctx.waitUntil(registration.kick());
  }

  #arm(settings: Settings, now: number, heldUntil: number | null): void {
    const dueAt = this.#endpoint.queue.nextDueAt();
    // While disabled only `sending` ones matter, and they are recovered when it is enabled again.
    if (dueAt === null || !settings.enabled) return;
    // What is due and waits for a free call is taken when one ends; the alarm is for the case that we die before.
    const isBusy = this.#calls >= limitsOf(settings).calls;
    const at = Math.max(dueAt, heldUntil ?? 0, isBusy ? now + CALL_RETRY_MS : 0);
    // An alarm that rings too early finds nothing to do; to move it each time would be a write for every attempt.
    this.#endpoint.schedule.at(DELIVER_JOB, at);
    if (at - now <= MAX_TIMER_MS && !isBusy) this.#pumpIn(Math.max(0, at - now));
  }

  #pumpIn(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.pump();
    }, ms);
  }
}

const limitsOf = ({ ordered }: Settings): { calls: number; jobs: number } =>
  ordered ? { calls: MAX_ORDERED_CALLS, jobs: 1 } : { calls: MAX_CALLS, jobs: MAX_JOBS_PER_DELIVER };
