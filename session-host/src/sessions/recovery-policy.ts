/** S-5: waits of 1, 2, 4 … 60 s plus up to a fifth, and a breaker of 5 faults in 15 minutes. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const BREAKER_FAULTS = 5;
const BREAKER_WINDOW_MS = 15 * 60_000;
/** A session that was ready for so long starts its waits anew. */
const HEALTHY_AFTER_MS = 10 * 60_000;

/** Decides how long to wait after a fault and when to give up. Times are monotonic milliseconds. */
export class RecoveryPolicy {
  #faults: number[] = [];
  #inARow = 0;
  #readySince: number | null = null;

  ready(now: number): void {
    this.#readySince ??= now;
  }

  /** True when the breaker opens with this fault. */
  fault(now: number): boolean {
    if (this.#readySince !== null && now - this.#readySince >= HEALTHY_AFTER_MS) this.#inARow = 0;
    this.#readySince = null;
    this.#inARow += 1;
    this.#faults = [...this.#faults.filter((at) => now - at < BREAKER_WINDOW_MS), now];
    return this.#faults.length >= BREAKER_FAULTS;
  }

  /** Milliseconds to wait after the last fault. */
  waitMs(random: () => number): number {
    const base = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, this.#inARow - 1));
    return Math.round(base * (1 + random() / 5));
  }

  /** An operator starts the session: what was before does not count. */
  reset(): void {
    this.#faults = [];
    this.#inARow = 0;
    this.#readySince = null;
  }
}
