import type { WaqtorEvent } from '@waqtor/contracts';

export interface Gap {
  from: number;
  to: number;
}

/** One frame's worth of work. */
export interface Delivery {
  events: WaqtorEvent[];
  gap: Gap | null;
  /** Where the program stands once this is handled. */
  upTo: number;
  bytes: number;
}

export interface DeliveryQueueOptions {
  maxEvents: number;
  onEvent(event: WaqtorEvent): unknown;
  onGap(gap: Gap): unknown;
  onHandled(delivery: Delivery): void;
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
  /** Log position of the last event given to the handler, which may still be at work on it. */
  lastHandedSeq = 0;
  /** Raised by `clear`, so that a handler still running cannot report progress for what was dropped. */
  #generation = 0;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  push(delivery: Delivery): boolean {
    if (this.#waitingEvents + delivery.events.length > this.#options.maxEvents) return false;
    this.#waiting.push(delivery);
    this.#waitingEvents += delivery.events.length;
    if (!this.#isBusy) void this.#drain();
    return true;
  }

  clear(): void {
    this.#generation += 1;
    this.#waiting = [];
    this.#waitingEvents = 0;
  }

  async #drain(): Promise<void> {
    this.#isBusy = true;
    for (let delivery = this.#waiting.shift(); delivery; delivery = this.#waiting.shift()) {
      const generation = this.#generation;
      if (delivery.gap) await this.#call(this.#options.onGap, delivery.gap);
      for (const event of delivery.events) {
        if (generation !== this.#generation) break;
        if (event.seq !== undefined) this.lastHandedSeq = event.seq;
        await this.#call(this.#options.onEvent, event);
        if (generation === this.#generation) this.#waitingEvents -= 1;
      }
      if (generation === this.#generation) this.#options.onHandled(delivery);
    }
    this.#isBusy = false;
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
