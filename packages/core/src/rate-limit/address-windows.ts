import type { RateStanding } from './request-ledger.ts';
import type { RatePolicy } from './window.ts';

interface AddressWindow {
  startedAt: number;
  used: number;
}

/**
 * Requests per network as one isolate sees them: a window begins with the first request of its network. At most
 * `maxNetworks` are remembered, the oldest window is forgotten first, so that inventing addresses costs no memory.
 */
export class AddressWindows {
  readonly #maxNetworks: number;
  readonly #windows = new Map<string, AddressWindow>();

  constructor(maxNetworks: number) {
    this.#maxNetworks = maxNetworks;
  }

  get size(): number {
    return this.#windows.size;
  }

  /** Counts a request, unless there is no room for it: then `remaining` is -1. */
  count(network: string, policy: RatePolicy, now: number): RateStanding {
    const window = this.#windowOf(network, policy.windowMs, now);
    const resetMs = Math.max(1, window.startedAt + policy.windowMs - now);
    if (window.used >= policy.limit) return { remaining: -1, resetMs };
    window.used += 1;
    return { remaining: policy.limit - window.used, resetMs };
  }

  #windowOf(network: string, windowMs: number, now: number): AddressWindow {
    const known = this.#windows.get(network);
    if (known && now < known.startedAt + windowMs) return known;
    const window = { startedAt: now, used: 0 };
    // To the end: the map stays in the order in which windows began.
    this.#windows.delete(network);
    this.#windows.set(network, window);
    if (this.#windows.size > this.#maxNetworks) {
      const oldest = this.#windows.keys().next().value;
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    return window;
  }
}
