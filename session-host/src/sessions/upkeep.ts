import type { Clock } from '../clock.ts';
import type { SupervisorLimits } from './supervisor-limits.ts';

export interface UpkeepFindings {
  /** PSS of the session's processes; null where the system does not tell. */
  memoryBytes: number | null;
  /** Ready, and nobody waits for anything. */
  isIdle: boolean;
  /** Milliseconds since the engine was started. */
  ageMs: number;
  /** Age at which the page is due for a new start, jitter included. */
  dueAtAgeMs: number;
  /** Milliseconds since WhatsApp told anything, or since it was listened to anew. */
  silentMs: number;
  /** Milliseconds since the last planned start; null = none yet. */
  sinceRecycleMs: number | null;
}

export type UpkeepStep =
  | { stage: 'kill'; cause: 'memory' }
  | { stage: 'recycle'; cause: 'memory' | 'age' }
  /** While ready: no message is missed and nothing is told but the step itself. */
  | { stage: 'reattach'; cause: 'age' };

/** S-5: what a running engine needs now, if anything. */
export const upkeepStep = (found: UpkeepFindings, limits: SupervisorLimits): UpkeepStep | null => {
  const memory = found.memoryBytes ?? 0;
  if (memory > limits.memoryHardBytes) return { stage: 'kill', cause: 'memory' };
  if (!found.isIdle) return null;
  const mayRecycle = found.sinceRecycleMs === null || found.sinceRecycleMs >= limits.recycleAtMostEveryMs;
  if (memory > limits.memorySoftBytes && mayRecycle) return { stage: 'recycle', cause: 'memory' };
  if (found.ageMs >= found.dueAtAgeMs) return { stage: 'recycle', cause: 'age' };
  if (found.silentMs >= limits.eventAgeMs) return { stage: 'reattach', cause: 'age' };
  return null;
};

export interface UpkeepOptions {
  clock: Clock;
  limits: SupervisorLimits;
  random: () => number;
  measure: () => Promise<number | null>;
  isIdle: () => boolean;
  onStep: (step: UpkeepStep) => void;
}

/** Looks after the memory and the age of one session's engine, every `upkeepEveryMs` while it runs. */
export class Upkeep {
  readonly #options: UpkeepOptions;
  #startedAt = 0;
  #dueAtAgeMs = 0;
  #heardAt = 0;
  #recycledAt: number | null = null;
  /** Engines come and go while a measurement is on its way; it counts for the one that it was begun for. */
  #runNo = 0;
  #cancel: () => void = () => undefined;
  /** The last measurement; null before the first one and where the system does not tell. */
  memoryBytes: number | null = null;
  /** When WhatsApp told anything, wall clock in ms. */
  lastHeardAt: number | null = null;

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, limits, random } = this.#options;
    this.#runNo += 1;
    this.#startedAt = clock.monotonic();
    this.#heardAt = this.#startedAt;
    // Sessions that were started together must not all be started anew together.
    this.#dueAtAgeMs = limits.pageAgeMs * (1 + random() / 5);
    this.#schedule();
  }

  stop(): void {
    this.#runNo += 1;
    this.#cancel();
    this.memoryBytes = null;
  }

  /** WhatsApp told something. */
  heard(): void {
    this.#heardAt = this.#options.clock.monotonic();
    this.lastHeardAt = this.#options.clock.now();
  }

  #schedule(): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(this.#options.limits.upkeepEveryMs, () => void this.#look());
  }

  async #look(): Promise<void> {
    const { clock, limits, measure, isIdle, onStep } = this.#options;
    const runNo = this.#runNo;
    const memoryBytes = await measure();
    if (runNo !== this.#runNo) return;
    this.memoryBytes = memoryBytes;
    const now = clock.monotonic();
    const step = upkeepStep(
      {
        memoryBytes,
        isIdle: isIdle(),
        ageMs: now - this.#startedAt,
        dueAtAgeMs: this.#dueAtAgeMs,
        silentMs: now - this.#heardAt,
        sinceRecycleMs: this.#recycledAt === null ? null : now - this.#recycledAt,
      },
      limits,
    );
    this.#schedule();
    if (step === null) return;
    if (step.stage === 'recycle') this.#recycledAt = now;
    if (step.stage === 'reattach') this.#heardAt = now;
    onStep(step);
  }
}
