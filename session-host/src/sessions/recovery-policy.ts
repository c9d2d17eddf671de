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

  /** Number of the start that comes next, since the session was well. */
  get attempt(): number {
    return this.#inARow;
  }

  ready(now: number): void {
    this.#readySince ??= now;
  }

  /** True when the breaker opens with this fault. One that is not counted only makes the waits longer. */
  fault(now: number, isCounted = true): boolean {
    const { healthyAfterMs, breakerFaults, breakerWindowMs } = this.#limits;
    if (this.#readySince !== null && now - this.#readySince >= healthyAfterMs) this.#inARow = 0;
    this.#readySince = null;
    this.#inARow += 1;
    if (!isCounted) return false;
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
