import type { SupervisorLimits } from './supervisor-limits.ts';

/** Whether a session takes its account back by itself after it was opened elsewhere. Times are monotonic. */
export class TakeoverPolicy {
  readonly #limits: Pick<SupervisorLimits, 'conflictTakeovers' | 'conflictWindowMs'>;
  #taken: number[] = [];

  constructor(limits: Pick<SupervisorLimits, 'conflictTakeovers' | 'conflictWindowMs'>) {
    this.#limits = limits;
  }

  /** True counts as taken. */
  mayTakeOver(now: number): boolean {
    this.#taken = this.#taken.filter((at) => now - at < this.#limits.conflictWindowMs);
    if (this.#taken.length >= this.#limits.conflictTakeovers) return false;
    this.#taken.push(now);
    return true;
  }
}
