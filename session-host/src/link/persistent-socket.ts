import type { Clock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';
import { EdgeSocket, type SocketEnd } from './edge-socket.ts';
import { reconnectDelay } from './reconnect-delay.ts';

/** A peer that did not greet by then is treated as gone. */
const HELLO_DEADLINE_MS = 15_000;
/** A connection counts as good, and the backoff starts anew, once it lived so long after the hello. */
const STABLE_MS = 5_000;

export interface PersistentSocketOptions {
  url: string;
  /** Fresh signed headers for each try. */
  headers: () => Record<string, string>;
  clock: Clock;
  log: Log;
  onOpen: (socket: EdgeSocket) => void;
  onText: (socket: EdgeSocket, text: string) => void;
  /** Answers the least wait before the next try, or null for the ordinary backoff. */
  onDown: (end: SocketEnd) => number | null;
  random?: () => number;
}

/** One connection at a time, opened again and again with backoff until `stop`. */
export class PersistentSocket {
  readonly #options: PersistentSocketOptions;
  #socket: EdgeSocket | null = null;
  #attempt = 0;
  #cancelRetry: () => void = () => undefined;
  #cancelWatch: () => void = () => undefined;
  #isStopped = true;

  constructor(options: PersistentSocketOptions) {
    this.#options = options;
  }

  start(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#connect();
  }

  /** The peer greeted: the link works. */
  greeted(): void {
    this.#cancelWatch();
    this.#cancelWatch = this.#options.clock.after(STABLE_MS, () => {
      this.#attempt = 0;
    });
  }

  /** Tries at once, with new headers (a new epoch, a new assignment); cuts a connection that is open. */
  reconnectNow(): void {
    if (this.#isStopped) return;
    this.#attempt = 0;
    if (this.#socket) this.#socket.terminate();
    this.#cancelRetry();
    if (!this.#socket) this.#connect();
  }

  /** Tries at once when no connection is open or under way. */
  wake(): void {
    if (this.#socket === null) this.reconnectNow();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry();
    this.#cancelWatch();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #connect(): void {
    const { clock } = this.#options;
    const socket = new EdgeSocket(this.#options.url, this.#options.headers(), clock, {
      onOpen: (opened) => {
        if (this.#socket !== opened) return opened.close();
        this.#cancelWatch = clock.after(HELLO_DEADLINE_MS, () => opened.terminate());
        this.#options.onOpen(opened);
      },
      onText: (from, text) => {
        // A frame of a connection that was given up already must not touch the state of the newer one.
        if (this.#socket === from) this.#options.onText(from, text);
      },
      onEnd: (end) => {
        if (this.#socket !== socket) return;
        this.#socket = null;
        this.#cancelWatch();
        const least = this.#options.onDown(end) ?? 0;
        if (this.#isStopped) return;
        const delay = Math.max(least, reconnectDelay(this.#attempt, this.#options.random));
        this.#attempt += 1;
        this.#options.log.debug('The link is down', { closeCode: end.closeCode, refusal: end.refusal, delayMs: delay });
        this.#cancelRetry();
        this.#cancelRetry = clock.after(delay, () => this.#connect());
      },
    });
    this.#socket = socket;
  }
}
