import type { LiveClock } from './clock.ts';

/** H-10 */
export const ACK_AFTER_BYTES = 128 * 1024;
export const ACK_AFTER_MS = 20_000;

/** Tells the server how far the program has come, after 128 KB or 20 s, whichever is first. */
export class Acknowledger {
  readonly #clock: LiveClock;
  readonly #send: (seq: number) => void;
  #bytes = 0;
  #seq: number | null = null;
  #timer: unknown = null;

  constructor(clock: LiveClock, send: (seq: number) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** `bytes` of frames were handled and the program stands at `seq`. */
  handled(bytes: number, seq: number): void {
    this.#bytes += bytes;
    this.#seq = seq;
    if (this.#bytes >= ACK_AFTER_BYTES) this.#flush();
    else this.#timer ??= this.#clock.setTimeout(() => this.#flush(), ACK_AFTER_MS);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#bytes = 0;
    this.#seq = null;
  }

  #flush(): void {
    const seq = this.#seq;
    this.stop();
    if (seq !== null) this.#send(seq);
  }
}
