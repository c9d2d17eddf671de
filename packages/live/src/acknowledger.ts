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
  #lastAcked: number | null = null;
  #timer: unknown = null;

  constructor(clock: LiveClock, send: (seq: number) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /**
   * `bytes` of frames were handled and the program stands at `seq`. Bytes alone count too: events that are not kept
   * take credit and do not move the position.
   */
  handled(bytes: number, seq: number): void {
    if (bytes === 0 && seq === this.#lastAcked) return;
    this.#bytes += bytes;
    this.#seq = seq;
    if (this.#bytes >= ACK_AFTER_BYTES) this.#flush();
    else this.#timer ??= this.#clock.setTimeout(() => this.#flush(), ACK_AFTER_MS);
  }

  /** The connection is over, and its credit with it. */
  stop(): void {
    this.#reset();
    this.#lastAcked = null;
  }

  #reset(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#bytes = 0;
    this.#seq = null;
  }

  #flush(): void {
    const seq = this.#seq;
    this.#reset();
    if (seq === null) return;
    this.#lastAcked = seq;
    this.#send(seq);
  }
}
