import { createRequire } from 'node:module';
import type * as Ws from 'ws';
import type { Answers, DeviceFrame, NetworkFrame, Question } from '../../../simulator/network/protocol.ts';

const RECONNECT_AFTER_MS = 300;
const MAX_PAYLOAD_BYTES = 96 * 1024 * 1024;

/** Loaded with the first device: sessions with a browser have this file too, and no use for sockets. */
const webSocket = () => (createRequire(import.meta.url)('ws') as typeof Ws).WebSocket;

/** The socket of a device to the simulated network: reconnects by itself, and turns questions into promises. */
export class NetworkClient {
  readonly #url: string;
  readonly #onFrame: (frame: NetworkFrame) => void;
  readonly #onOpen: () => void;
  readonly #onClose: () => void;
  readonly #questions = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  #socket: Ws.WebSocket | null = null;
  #retry: NodeJS.Timeout | null = null;
  #isEnded = false;
  #questionNo = 0;

  constructor(simulatorUrl: string, on: { frame: (frame: NetworkFrame) => void; open: () => void; close: () => void }) {
    this.#url = `${simulatorUrl.replace(/^http/, 'ws')}/device`;
    this.#onFrame = on.frame;
    this.#onOpen = on.open;
    this.#onClose = on.close;
  }

  get isOpen(): boolean {
    return this.#socket !== null && this.#socket.readyState === this.#socket.OPEN;
  }

  connect(): void {
    if (this.#isEnded) return;
    const socket = new (webSocket())(this.#url, { maxPayload: MAX_PAYLOAD_BYTES });
    this.#socket = socket;
    socket.on('open', () => this.#onOpen());
    socket.on('message', (data) => {
      for (const frame of JSON.parse(data.toString()) as NetworkFrame[]) this.#receive(frame);
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      for (const question of this.#questions.values()) question.reject(new Error('The network is away.'));
      this.#questions.clear();
      if (this.#isEnded) return;
      this.#onClose();
      this.#retry = setTimeout(() => this.connect(), RECONNECT_AFTER_MS);
    });
  }

  #receive(frame: NetworkFrame): void {
    if (this.#isEnded) return;
    if (frame.t !== 'answer') return this.#onFrame(frame);
    this.#questions.get(frame.n)?.resolve(frame.value);
    this.#questions.delete(frame.n);
  }

  /** What is sent while the network is away is lost: callers repeat what matters after `open`. */
  send(frame: DeviceFrame): void {
    if (this.isOpen) this.#socket?.send(JSON.stringify([frame]));
  }

  ask<K extends Question['kind']>(question: Extract<Question, { kind: K }>): Promise<Answers[K]> {
    if (!this.isOpen) return Promise.reject(new Error('The network is away.'));
    const n = ++this.#questionNo;
    return new Promise<Answers[K]>((resolve, reject) => {
      this.#questions.set(n, { resolve: (value) => resolve(value as Answers[K]), reject });
      this.send({ t: 'ask', n, question });
    });
  }

  end(): void {
    this.#isEnded = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#socket?.terminate();
  }
}
