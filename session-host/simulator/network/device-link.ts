import { WebSocket } from 'ws';
import type { NetworkStore } from './network-store.ts';
import type { NetworkFrame, QueuedFrame } from './protocol.ts';

/** One connected device. Queued frames go out when they are due, in order, and again after each reconnect. */
export class DeviceLink {
  readonly #socket: WebSocket;
  readonly #store: NetworkStore;
  readonly #timers = new Set<NodeJS.Timeout>();
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

  send(frame: NetworkFrame): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** Starts to deliver what waits for `token`. */
  goOnline(phone: string, token: string): void {
    this.phone = phone;
    this.token = token;
    for (const row of this.#store.queued(token)) {
      this.schedule(row.seq, row.dueAtMs, JSON.parse(row.frame) as QueuedFrame);
    }
  }

  schedule(seq: number, dueAtMs: number, frame: QueuedFrame): void {
    const delayMs = dueAtMs - Date.now();
    if (delayMs <= 0) {
      this.send({ t: 'queued', seq, frame });
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.send({ t: 'queued', seq, frame });
    }, delayMs);
    this.#timers.add(timer);
  }

  goOffline(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.token = null;
    this.phone = null;
  }

  cut(): void {
    this.goOffline();
    this.#socket.terminate();
  }
}
