import type { ServerFrame, WaqtorEvent } from '@waqtor/contracts';
import WebSocket from 'ws';

const RECONNECT_MS = 100;

/** A client as H-12 wants it, without its patience: reconnects at once and resumes where it was. */
export class ResumingClient {
  readonly events: WaqtorEvent[] = [];
  readonly gaps: { from: number; to: number }[] = [];
  reconnects = -1;
  #position: { logId: string; seq: number } | null = null;
  #socket: WebSocket | null = null;
  #isClosed = false;
  readonly #target: { wsUrl: string; apiKey: string };
  readonly #topics: string[];

  constructor(target: { wsUrl: string; apiKey: string }, topics: string[]) {
    this.#target = target;
    this.#topics = topics;
    this.#connect();
  }

  get isLive(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN && this.#position !== null;
  }

  #connect(): void {
    const { wsUrl, apiKey } = this.#target;
    const socket = new WebSocket(wsUrl, { headers: { 'x-api-key': apiKey } });
    this.#socket = socket;
    // Losing the connection is what these tests do; 'close' follows and reconnects.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!this.#isClosed) setTimeout(() => this.#connect(), RECONNECT_MS);
    });
    socket.on('message', (data) => this.#read(JSON.parse(String(data)) as ServerFrame, socket));
  }

  #read(frame: ServerFrame, socket: WebSocket): void {
    if (frame.type === 'welcome') {
      this.reconnects += 1;
      this.#position ??= { logId: frame.logId, seq: frame.seq };
      socket.send(
        JSON.stringify({
          type: 'subscribe',
          topics: this.#topics,
          logId: this.#position.logId,
          since: this.#position.seq,
        }),
      );
    } else if (frame.type === 'events') {
      this.events.push(...frame.events);
      if (this.#position) this.#position.seq = Math.max(this.#position.seq, frame.upTo);
    } else if (frame.type === 'gap') {
      this.gaps.push({ from: frame.from, to: frame.to });
    }
  }

  /** Cuts the connection without a word; it comes back by itself. */
  cut(): void {
    this.#socket?.terminate();
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.terminate();
  }
}
