import { type Clock, withDeadline } from '../clock.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import type { SessionEngine } from './session-engine.ts';

/** Milliseconds. */
export interface ProbeLimits {
  probeEveryMs: number;
  /** After a miss the next probe comes sooner: a hung page costs messages. */
  probeAgainMs: number;
  probeDeadlineMs: number;
}

const DEGRADED_AFTER_MISSES = 2;
const LOST_AFTER_MISSES = 3;

export interface ProbeHandlers {
  /** Linked, but it does not answer: nothing is given to it. */
  onDegraded: () => void;
  onRecovered: (engine: SessionEngine) => void;
  onLost: () => void;
}

/** Asks a ready engine for a sign of life, again and again. */
export class ProbeWatch {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #limits: ProbeLimits;
  readonly #handlers: ProbeHandlers;
  #engine: SessionEngine | null = null;
  #misses = 0;
  #cancel: () => void = () => undefined;

  constructor(clock: Clock, log: Log, limits: ProbeLimits, handlers: ProbeHandlers) {
    this.#clock = clock;
    this.#log = log;
    this.#limits = limits;
    this.#handlers = handlers;
  }

  start(engine: SessionEngine): void {
    this.#engine = engine;
    this.#misses = 0;
    this.#schedule(this.#limits.probeEveryMs);
  }

  stop(): void {
    this.#engine = null;
    this.#cancel();
  }

  #schedule(ms: number): void {
    this.#cancel();
    this.#cancel = this.#clock.after(ms, () => void this.#probe());
  }

  async #probe(): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    try {
      await withDeadline(this.#clock, this.#limits.probeDeadlineMs, (signal) => engine.probe(signal));
    } catch (error) {
      if (this.#engine === engine) this.#missed(error);
      return;
    }
    if (this.#engine !== engine) return;
    const wasDegraded = this.#misses >= DEGRADED_AFTER_MISSES;
    this.#misses = 0;
    this.#schedule(this.#limits.probeEveryMs);
    if (wasDegraded) this.#handlers.onRecovered(engine);
  }

  #missed(error: unknown): void {
    this.#misses += 1;
    this.#log.warn('The probe failed', { misses: this.#misses, error: errorName(error) });
    if (this.#misses >= LOST_AFTER_MISSES) return this.#handlers.onLost();
    this.#schedule(this.#limits.probeAgainMs);
    if (this.#misses === DEGRADED_AFTER_MISSES) this.#handlers.onDegraded();
  }
}
