import type { WaqtorEvent } from '@waqtor/contracts';
import type { Gap, LogPosition } from './log-position.ts';

/** One frame's worth of work. */
export interface Delivery {
  /** The connection that brought it. */
  connection: number;
  logId: string;
  events: WaqtorEvent[];
  gap: Gap | null;
  /** Where the program stands once this is handled. */
  upTo: number;
  /** As they came over the wire; 0 for what takes no credit. */
  bytes: number;
}

/** So much more is done: the program stands at `seq` and is through with `bytes` of the delivery. */
export interface Progress {
  seq: number;
  bytes: number;
}

export interface DeliveryQueueOptions {
  maxEvents: number;
  onEvent(event: WaqtorEvent): unknown;
  onGap(gap: Gap): unknown;
  onProgress(delivery: Delivery, progress: Progress): void;
  onError(error: unknown): void;
}

/**
 * Hands events over one after the other and waits for handlers that answer a promise. A handler that throws is
 * reported and passed: one bad event must not stop all later ones. Bounded: `push` answers false when it is full.
 */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;
  #waiting: Delivery[] = [];
  #waitingEvents = 0;
  #isBusy = false;
  #handed: LogPosition | null = null;
  /** Raised by `clear`, so that a handler still running cannot report progress for what was dropped. */
  #generation = 0;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  /** What is larger than the whole queue is taken by an empty one: refusing it each time would be for ever. */
  push(delivery: Delivery): boolean {
    const isFull = this.#waitingEvents + delivery.events.length > this.#options.maxEvents;
    if (isFull && this.#waitingEvents > 0) return false;
    this.#waiting.push(delivery);
    this.#waitingEvents += delivery.events.length;
    if (!this.#isBusy) void this.#drain();
    return true;
  }

  /**
   * Drops what waits. Answers the place up to which the handlers were given everything, the one still at work
   * included; null when that is nothing.
   */
  clear(): LogPosition | null {
    this.#generation += 1;
    this.#waiting = [];
    this.#waitingEvents = 0;
    return this.#handed;
  }

  async #drain(): Promise<void> {
    this.#isBusy = true;
    for (let delivery = this.#waiting.shift(); delivery; delivery = this.#waiting.shift()) await this.#hand(delivery);
    this.#isBusy = false;
  }

  async #hand(delivery: Delivery): Promise<void> {
    const generation = this.#generation;
    const { logId, events, gap, upTo, bytes } = delivery;
    if (gap) {
      this.#handed = { logId, seq: upTo };
      await this.#call(this.#options.onGap, gap);
    }
    // Told event by event: a frame of slow work would otherwise stay unacknowledged until the server gives up (H-10).
    const share = Math.floor(bytes / Math.max(1, events.length));
    for (const event of events) {
      if (generation !== this.#generation) return;
      if (event.seq !== undefined) this.#handed = { logId, seq: event.seq };
      await this.#call(this.#options.onEvent, event);
      if (generation !== this.#generation) return;
      this.#waitingEvents -= 1;
      if (event.seq !== undefined) this.#options.onProgress(delivery, { seq: event.seq, bytes: share });
    }
    if (generation !== this.#generation) return;
    this.#handed = { logId, seq: upTo };
    const told = share * events.filter((event) => event.seq !== undefined).length;
    this.#options.onProgress(delivery, { seq: upTo, bytes: bytes - told });
  }

  /** A handler that throws at once is reported like one whose promise fails. */
  #call<T>(handler: (value: T) => unknown, value: T): unknown {
    try {
      const answer = handler(value);
      return answer instanceof Promise ? answer.catch(this.#options.onError) : undefined;
    } catch (error) {
      this.#options.onError(error);
      return undefined;
    }
  }
}
