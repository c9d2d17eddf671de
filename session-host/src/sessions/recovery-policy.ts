import type { SupervisorLimits } from './supervisor-limits.ts';

type PolicyLimits = Pick<
  SupervisorLimits,
  'firstWaitMs' | 'longestWaitMs' | 'healthyAfterMs' | 'breakerFaults' | 'breakerWindowMs'
>;

/** Decides how long to wait after a fault and when to give up (S-5). Times are monotonic milliseconds. */
export class RecoveryPolicy {
  readonly #limits: PolicyLimits;
  #faults: number[] = [];
  #inARow = 0;
  #readySince: number | null = null;

  constructor(limits: PolicyLimits) {
    this.#limits = limits;
  }

  /** Faults that the breaker counts now. */
  get faults(): number {
    return this.#faults.length;
  }

  ready(now: number): void {
    this.#readySince ??= now;
  }

  /** True when the breaker opens with this fault. */
  fault(now: number): boolean {
    const { healthyAfterMs, breakerFaults, breakerWindowMs } = this.#limits;
    if (this.#readySince !== null && now - this.#readySince >= healthyAfterMs) this.#inARow = 0;
    this.#readySince = null;
    this.#inARow += 1;
    this.#faults = [...this.#faults.filter((at) => now - at < breakerWindowMs), now];
    return this.#faults.length >= breakerFaults;
  }

  /** Milliseconds to wait after the last fault. */
  waitMs(random: () => number): number {
    const { firstWaitMs, longestWaitMs } = this.#limits;
    const base = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.max(0, this.#inARow - 1));
    return Math.round(base * (1 + random() / 5));
  }

  /** An operator starts the session: what was before does not count. */
  reset(): void {
    this.#faults = [];
    this.#inARow = 0;
    this.#readySince = null;
  }
}
