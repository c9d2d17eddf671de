import type { Clock } from '../clock.ts';

/** Parts of the TTL (design §4: of 60 s, nothing is sent after 40 s and no browser lives after 50 s). */
const FENCE_PART = 2 / 3;
const DEATH_PART = 5 / 6;
/** A timer stands still while the machine sleeps: after waking the age is looked at within this time. */
const LOOK_EVERY_MS = 5_000;

/** One moment on both clocks. */
export interface Moment {
  monotonicMs: number;
  wallMs: number;
}

export const momentOf = (clock: Clock): Moment => ({ monotonicMs: clock.monotonic(), wallMs: clock.now() });

export interface LeaseClockHandlers {
  /** Stop sending, begin to end the browser. */
  onFence: () => void;
  /** Whatever still runs is killed now. */
  onDeath: () => void;
}

/**
 * How old a lease is, on the host's own clocks. The older of both counts: the monotonic clock stands still while the
 * machine sleeps, the wall clock may be set back. A jump ahead fences without need, which costs a restart only.
 */
export class LeaseClock {
  readonly #clock: Clock;
  readonly #handlers: LeaseClockHandlers;
  #ttlMs = 0;
  #since: Moment = { monotonicMs: 0, wallMs: 0 };
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, handlers: LeaseClockHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
  }

  /** `since`: from when on the lease counts, no later than the fleet granted it. */
  renew(ttlMs: number, since: Moment = momentOf(this.#clock)): void {
    this.#ttlMs = ttlMs;
    this.#since = since;
    this.#watch(ttlMs * FENCE_PART, () => {
      this.#handlers.onFence();
      this.#watch(ttlMs * DEATH_PART, this.#handlers.onDeath);
    });
  }

  /** Asked before every send: after a suspension the timers come late, this does not. */
  get maySend(): boolean {
    return this.ageMs < this.#ttlMs * FENCE_PART;
  }

  stop(): void {
    this.#cancel();
    this.#ttlMs = 0;
  }

  /** Until nothing of the session may run any more. */
  get leftMs(): number {
    return Math.max(0, this.#ttlMs * DEATH_PART - this.ageMs);
  }

  /** When the lease was renewed last. */
  get since(): Moment {
    return this.#since;
  }

  /** Since the last renewal. */
  get ageMs(): number {
    const { monotonicMs, wallMs } = this.#since;
    return Math.max(this.#clock.monotonic() - monotonicMs, this.#clock.now() - wallMs);
  }

  #watch(atAgeMs: number, run: () => void): void {
    this.#cancel();
    this.#cancel = this.#clock.after(Math.min(LOOK_EVERY_MS, Math.max(0, atAgeMs - this.ageMs)), () => {
      if (this.ageMs + 1 < atAgeMs) this.#watch(atAgeMs, run);
      else run();
    });
  }
}
