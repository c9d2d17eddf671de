import { WebSocket } from 'ws';
import type { NetworkStore } from './network-store.ts';
import type { NetworkFrame, QueuedFrame } from './protocol.ts';

/** Frames that fall due within this time leave together. */
const DUE_GRID_MS = 4;

/** One connected device. Queued frames go out when they are due, in order, and again after each reconnect. */
export class DeviceLink {
  readonly #socket: WebSocket;
  readonly #store: NetworkStore;
  /** What falls due, by the time at which it goes out. */
  readonly #due = new Map<number, { timer: NodeJS.Timeout; frames: NetworkFrame[] }>();
  #outgoing: NetworkFrame[] = [];
  deviceId = '';
  /** Set once the device proved its link. */
  token: string | null = null;
  phone: string | null = null;
  /** The highest number of faults that the device said to have applied. */
  faultsApplied = 0;

  constructor(socket: WebSocket, store: NetworkStore) {
    this.#socket = socket;
    this.#store = store;
  }

  /** Leaves at the end of this turn, after what it tells of is committed. */
  send(frame: NetworkFrame): void {
    this.#outgoing.push(frame);
    this.#store.turn.afterwards(this.#flush);
  }

  readonly #flush = (): void => {
    const frames = this.#outgoing;
    this.#outgoing = [];
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frames));
  };

  /** Starts to deliver what waits for `token`. */
  goOnline(phone: string, token: string): void {
    this.phone = phone;
    this.token = token;
    for (const row of this.#store.queued(token)) {
      this.schedule(row.seq, row.dueAtMs, JSON.parse(row.frame) as QueuedFrame);
    }
  }

  schedule(seq: number, dueAtMs: number, frame: QueuedFrame): void {
    const queued: NetworkFrame = { t: 'queued', seq, frame };
    const outAtMs = Math.round(dueAtMs / DUE_GRID_MS) * DUE_GRID_MS;
    const delayMs = outAtMs - Date.now();
    const together = this.#due.get(outAtMs);
    if (together) together.frames.push(queued);
    else if (delayMs <= 0) this.send(queued);
    else this.#due.set(outAtMs, { timer: setTimeout(() => this.#fallDue(outAtMs), delayMs), frames: [queued] });
  }

  #fallDue(outAtMs: number): void {
    const frames = this.#due.get(outAtMs)?.frames ?? [];
    this.#due.delete(outAtMs);
    for (const frame of frames) this.send(frame);
  }

  goOffline(): void {
    for (const { timer } of this.#due.values()) clearTimeout(timer);
    this.#due.clear();
    this.token = null;
    this.phone = null;
  }

  cut(): void {
    this.goOffline();
    this.#socket.terminate();
  }
}
