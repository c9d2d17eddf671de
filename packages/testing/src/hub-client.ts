import type { ServerFrame, WaqtorEvent } from '@waqtor/contracts';
import WebSocket from 'ws';
import { until } from './condition.ts';

const ACK_EVERY_BYTES = 64 * 1024;

/** A plain client of the hub for tests: keeps every frame, hides nothing, repairs nothing. */
export class HubClient {
  readonly frames: ServerFrame[] = [];
  readonly #socket: WebSocket;
  closeCode: number | null = null;
  /** For measurements: called at the arrival, where the waiting methods ask again every few milliseconds. */
  onEvent: ((event: WaqtorEvent) => void) | null = null;

  /** For measurements of more than the credit of a connection (H-10): confirms what came, as real clients do. */
  acknowledges = false;
  #bytes = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const text = String(data);
      const frame = JSON.parse(text) as ServerFrame;
      this.frames.push(frame);
      this.#bytes += text.length;
      if (this.acknowledges && frame.type === 'events' && this.#bytes > ACK_EVERY_BYTES) {
        this.#bytes = 0;
        this.send({ type: 'ack', seq: frame.upTo });
      }
      if (frame.type === 'events') frame.events.forEach((event) => this.onEvent?.(event));
    });
    socket.on('close', (code) => (this.closeCode = code));
    // A cut connection is part of many tests; the close code tells what is needed.
    socket.on('error', () => undefined);
  }

  static async open(wsUrl: string, apiKey: string): Promise<HubClient> {
    const socket = new WebSocket(wsUrl, { headers: { 'x-api-key': apiKey } });
    const client = new HubClient(socket);
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    await client.frame('welcome');
    return client;
  }

  send(frame: unknown): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  frame<T extends ServerFrame['type']>(type: T, deadlineMs = 5_000): Promise<Extract<ServerFrame, { type: T }>> {
    return until(
      `a ${type} frame`,
      () => this.frames.find((frame) => frame.type === type) as Extract<ServerFrame, { type: T }> | undefined,
      deadlineMs,
      5,
    );
  }

  async subscribe(topics: string[], since?: { logId: string; seq: number }): Promise<void> {
    this.send({ type: 'subscribe', topics, ...(since ? { logId: since.logId, since: since.seq } : {}) });
    await this.frame('subscribed');
  }

  /** Every event so far, in the order of arrival. */
  get events(): WaqtorEvent[] {
    return this.frames.flatMap((frame) => (frame.type === 'events' ? frame.events : []));
  }

  event(
    type: string,
    matches: (event: WaqtorEvent) => boolean = () => true,
    deadlineMs = 10_000,
  ): Promise<WaqtorEvent> {
    return until(
      `the event ${type}`,
      () => this.events.find((event) => event.type === type && matches(event)),
      deadlineMs,
      5,
    );
  }

  close(): void {
    this.#socket.terminate();
  }
}
