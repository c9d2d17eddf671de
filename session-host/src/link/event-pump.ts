import { type HostEvent, MAX_EVENTS_PER_FRAME } from '@waqtor/contracts';
import type { Clock } from '../clock.ts';
import type { OutboxRow } from '../store/outbox.ts';

/** The first row leaves at once; what follows within this time shares a frame. */
const BATCH_MS = 10;
/** Characters of facts in one frame; one larger row still goes alone. The edge's limit is 1 MiB of bytes. */
const MAX_FRAME_CHARS = 256 * 1024;
/** Rows sent and not acknowledged; above it the room is the slow side and more would only fill its memory. */
const MAX_ROWS_IN_FLIGHT = 2_000;
/** Bytes that the network has not taken; above it nothing is added. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
const BUFFER_CHECK_MS = 50;

export interface EventPumpOptions {
  clock: Clock;
  /** Rows of the outbox above n, rising. */
  rows: (afterN: number, limit: number) => OutboxRow[];
  send: (events: HostEvent[]) => void;
  bufferedBytes: () => number;
  /** What the room has. */
  ackedN: number;
}

/** Moves rows of one outbox into one connection, in order, each once per connection. */
export class EventPump {
  readonly #options: EventPumpOptions;
  #sentN: number;
  #ackedN: number;
  #lastFlush = -Infinity;
  #cancelTimer: (() => void) | null = null;
  #isStopped = false;

  constructor(options: EventPumpOptions) {
    this.#options = options;
    this.#sentN = options.ackedN;
    this.#ackedN = options.ackedN;
  }

  /** Highest n that this connection carried. */
  get sentN(): number {
    return this.#sentN;
  }

  /** New rows may be there. */
  notify(): void {
    if (this.#isStopped || this.#cancelTimer) return;
    const wait = this.#lastFlush + BATCH_MS - this.#options.clock.monotonic();
    if (wait <= 0) this.#flush();
    else this.#arm(wait);
  }

  acknowledged(n: number): void {
    this.#ackedN = Math.max(this.#ackedN, n);
    this.notify();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer?.();
  }

  #arm(ms: number): void {
    this.#cancelTimer = this.#options.clock.after(ms, () => {
      this.#cancelTimer = null;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#isStopped) return;
    if (this.#options.bufferedBytes() > MAX_BUFFERED_BYTES) return this.#arm(BUFFER_CHECK_MS);
    const room = MAX_ROWS_IN_FLIGHT - (this.#sentN - this.#ackedN);
    // An acknowledgement calls again.
    if (room <= 0) return;
    const rows = this.#options.rows(this.#sentN, Math.min(room, MAX_EVENTS_PER_FRAME));
    const events: HostEvent[] = [];
    let chars = 0;
    for (const row of rows) {
      if (events.length > 0 && chars + row.bytes > MAX_FRAME_CHARS) break;
      events.push(row.event);
      chars += row.bytes;
    }
    const last = events.at(-1);
    if (!last) return;
    this.#sentN = last.n;
    this.#lastFlush = this.#options.clock.monotonic();
    this.#options.send(events);
    const isMoreWaiting = events.length < rows.length || rows.length === MAX_EVENTS_PER_FRAME;
    if (isMoreWaiting) this.#arm(0);
  }
}
