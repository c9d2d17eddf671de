import { LINK_PING, LINK_PONG } from '@waqtor/contracts';
import { WebSocket } from 'ws';
import type { Clock } from '../clock.ts';
import { refusalCodeOf, serverTimeOf } from './refusal-code.ts';

const HANDSHAKE_TIMEOUT_MS = 15_000;
const PING_EVERY_MS = 20_000;
/** A peer that sent nothing for so long after our ping is gone, whatever TCP believes (half-open link). */
const PONG_DEADLINE_MS = 10_000;
/** A refusal is one small problem document. */
const MAX_REFUSAL_BYTES = 16 * 1024;
const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/** Why a socket is down. `refusal` is the error code of a refused upgrade, when the edge gave one. */
export interface SocketEnd {
  closeCode: number;
  httpStatus: number | null;
  refusal: string | null;
  /** Clock of the edge as a refusal told it, ms since 1970. */
  serverTimeMs: number | null;
}

export interface EdgeSocketHandlers {
  onOpen(socket: EdgeSocket): void;
  /** One text frame; pongs do not come here. */
  onText(socket: EdgeSocket, text: string): void;
  /** Exactly once, also when the connection never opened. */
  onEnd(end: SocketEnd): void;
}

/** One connection to the edge with its heartbeat. Never reconnects; see PersistentSocket. */
export class EdgeSocket {
  readonly #ws: WebSocket;
  readonly #clock: Clock;
  readonly #handlers: EdgeSocketHandlers;
  #cancelHeartbeat: () => void = () => undefined;
  #heardAt = 0;
  #hasEnded = false;

  constructor(url: string, headers: Record<string, string>, clock: Clock, handlers: EdgeSocketHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
    this.#ws = new WebSocket(url, {
      headers,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
    });
    this.#ws.on('open', () => {
      this.#heardAt = clock.monotonic();
      this.#scheduleBeat();
      handlers.onOpen(this);
    });
    this.#ws.on('message', (data, isBinary) => {
      this.#heardAt = clock.monotonic();
      const text = isBinary ? null : String(data);
      if (text !== null && text !== LINK_PONG && !this.#hasEnded) handlers.onText(this, text);
    });
    this.#ws.on('unexpected-response', (request, response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        if (body.length < MAX_REFUSAL_BYTES) body += part;
      });
      const done = () => {
        this.#end({
          closeCode: 1006,
          httpStatus: response.statusCode ?? null,
          refusal: refusalCodeOf(body),
          serverTimeMs: serverTimeOf(body, response.headers.date),
        });
        request.destroy();
      };
      response.once('end', done);
      response.once('error', done);
    });
    // Every error is followed by close; without a listener it would end the process.
    this.#ws.on('error', () => this.#ws.terminate());
    this.#ws.on('close', (closeCode) => this.#end({ closeCode, httpStatus: null, refusal: null, serverTimeMs: null }));
  }

  get isOpen(): boolean {
    return !this.#hasEnded && this.#ws.readyState === WebSocket.OPEN;
  }

  /** Bytes given to `send` that the network has not taken yet. */
  get bufferedBytes(): number {
    return this.#ws.bufferedAmount;
  }

  send(frame: unknown): void {
    if (this.isOpen) this.#ws.send(JSON.stringify(frame));
  }

  /** Says goodbye; the peer's answer is not waited for longer than 2 s. */
  close(code = 1000): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.close(code);
    else this.#ws.terminate();
    this.#clock.after(2_000, () => this.#ws.terminate());
  }

  terminate(): void {
    this.#ws.terminate();
    this.#end({ closeCode: 1006, httpStatus: null, refusal: null, serverTimeMs: null });
  }

  #scheduleBeat(): void {
    this.#cancelHeartbeat = this.#clock.after(PING_EVERY_MS, () => {
      const sentAt = this.#clock.monotonic();
      this.#ws.send(LINK_PING);
      this.#cancelHeartbeat = this.#clock.after(PONG_DEADLINE_MS, () => {
        if (this.#heardAt < sentAt) this.terminate();
        else this.#scheduleBeat();
      });
    });
  }

  #end(end: SocketEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#cancelHeartbeat();
    this.#handlers.onEnd(end);
  }
}
