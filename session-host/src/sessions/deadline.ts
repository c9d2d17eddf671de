import type { Clock } from '../clock.ts';

/** One timer that is armed anew, kept or let go. */
export class Deadline {
  readonly #clock: Clock;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isArmed(): boolean {
    return this.#cancel !== null;
  }

  /** Replaces the one that runs. `run` finds it let go. */
  arm(ms: number, run: () => void): void {
    this.letGo();
    this.#cancel = this.#clock.after(ms, () => {
      this.#cancel = null;
      run();
    });
  }

  letGo(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
