const LOOK_EVERY_MS = 500;

/**
 * In the process of a session: ends it when its host has not said for too long that the lease still holds. A host that
 * hangs (a disk that does not answer, a stopped process) cannot fence what it started, and another host is given the
 * session all the same. The older of both clocks counts, as in the host's own (link/lease-clock.ts).
 */
export class SelfFence {
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | null = null;
  #monotonicEnd = 0;
  #wallEnd = 0;

  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  liveFor(ms: number): void {
    this.#monotonicEnd = performance.now() + ms;
    this.#wallEnd = Date.now() + ms;
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  #look(): void {
    if (performance.now() < this.#monotonicEnd && Date.now() < this.#wallEnd) return;
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#onOver();
  }
}
