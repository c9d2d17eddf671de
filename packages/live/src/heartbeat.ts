import type { LiveClock } from './clock.ts';

/** H-7: exactly these bytes, which the server answers without waking. */
export const PING = '{"type":"ping"}';
export const PING_INTERVAL_MS = 30_000;
/** Without an answer for this long the connection is dead, whatever the operating system believes. */
export const PONG_DEADLINE_MS = 10_000;

export interface HeartbeatOptions {
  clock: LiveClock;
  send(frame: string): void;
  /** Round trip of a ping, milliseconds. */
  onLatency(latencyMs: number): void;
  onDead(): void;
}

/** Pings at once and every 30 s; measures the round trip, and tells when an answer stays away. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #sentAtMs: number | null = null;
  #timer: unknown = null;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#ping();
  }

  /** Pings at once instead of when its time comes; without effect while an answer is awaited. */
  checkNow(): void {
    if (this.#timer === null || this.#sentAtMs !== null) return;
    this.#options.clock.clearTimeout(this.#timer);
    this.#ping();
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#sentAtMs = null;
  }

  pong(): void {
    if (this.#sentAtMs === null) return;
    const { clock } = this.#options;
    const latencyMs = clock.now() - this.#sentAtMs;
    this.#sentAtMs = null;
    clock.clearTimeout(this.#timer);
    this.#timer = clock.setTimeout(() => this.#ping(), PING_INTERVAL_MS - latencyMs);
    this.#options.onLatency(latencyMs);
  }

  #ping(): void {
    const { clock } = this.#options;
    this.#sentAtMs = clock.now();
    this.#timer = clock.setTimeout(() => this.#options.onDead(), PONG_DEADLINE_MS);
    this.#options.send(PING);
  }
}
