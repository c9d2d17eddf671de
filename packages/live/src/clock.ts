/** Time as the client sees it, so that tests move it by hand. */
export interface LiveClock {
  /** Milliseconds; monotonic where the platform has such a clock. */
  now(): number;
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
  /** 0 ≤ random < 1. */
  random(): number;
}

export const systemClock: LiveClock = {
  now: () => performance.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  random: () => Math.random(),
};
