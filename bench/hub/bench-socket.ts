import type { Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { HUB_ACK_BYTES, HUB_ACK_INTERVAL_MS, HUB_PING, HUB_PING_INTERVAL_MS } from '@waqtor/contracts/hub/limits';
import WebSocket from 'ws';
import { eachMark, positionsOf } from './frame-marks.ts';
import { nowUs } from './traffic.ts';

export interface SocketOptions {
  url: string;
  /** Of the hub; a yardstick's clients only listen. */
  topics: readonly string[] | null;
  onLatencyUs(latencyUs: number): void;
}

const PONG = Buffer.from('{"type":"pong"');
const SUBSCRIBED = Buffer.from('{"type":"subscribed"');
const startsWith = (frame: Buffer, head: Buffer): boolean => frame.subarray(0, head.length).equals(head);

/** One measured client: acknowledges and pings as H-7 and H-10 say, and keeps count of what it got. */
export class BenchSocket {
  readonly #options: SocketOptions;
  #ws: WebSocket | null = null;
  #position: { logId: string; seq: number } | null = null;
  #unackedBytes = 0;
  #ackedAtMs = 0;
  #pingedAtMs = 0;
  /** Number of the last event (traffic.ts); 0 before the first. */
  n = 0;
  events = 0;
  /** Events whose number does not follow the one before. */
  outOfOrder = 0;
  /** Frames whose `prev` is not where the client stands. */
  missedFrames = 0;
  gaps = 0;
  pongs = 0;
  closeCode: number | null = null;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  /** Until it is open, and subscribed where there is something to subscribe to. Rejects when it was refused. */
  open(): Promise<void> {
    const { url, topics } = this.#options;
    this.closeCode = null;
    const ws = new WebSocket(url, { perMessageDeflate: false });
    this.#ws = ws;
    // Pings spread by themselves: each counts from its own opening.
    this.#pingedAtMs = this.#ackedAtMs = performance.now();
    this.#unackedBytes = 0;
    return new Promise((resolve, reject) => {
      ws.on('open', () => topics ?? resolve());
      ws.on('error', reject);
      ws.on('close', (code) => {
        this.closeCode = code;
        reject(new Error(`closed with ${code}`));
      });
      ws.on('message', (data: Buffer, isBinary: boolean) => {
        const frame = isBinary ? gunzipSync(data) : data;
        if (topics && this.#control(frame)) resolve();
        else this.#take(frame, data.length);
      });
    });
  }

  get isOpen(): boolean {
    return this.#ws?.readyState === WebSocket.OPEN;
  }

  /** Of the TCP connection, frame headers included. */
  get bytesRead(): number {
    return this.#tcp?.bytesRead ?? 0;
  }

  /** True when the subscription was confirmed. */
  #control(frame: Buffer): boolean {
    if (startsWith(frame, SUBSCRIBED)) return true;
    if (startsWith(frame, PONG)) this.pongs += 1;
    const head = frame.subarray(0, 24).toString('latin1');
    if (head.startsWith('{"type":"welcome"'))
      this.#welcomed(JSON.parse(frame.toString()) as { logId: string; seq: number });
    else if (head.startsWith('{"type":"gap"')) this.gaps += 1;
    return false;
  }

  #welcomed({ logId, seq }: { logId: string; seq: number }): void {
    const since = this.#position ? { since: this.#position.seq, logId: this.#position.logId } : {};
    this.#position ??= { logId, seq };
    this.#ws?.send(JSON.stringify({ type: 'subscribe', topics: this.#options.topics, ...since }));
  }

  #take(frame: Buffer, wireBytes: number): void {
    const positions = positionsOf(frame);
    if (positions === null) return;
    const now = nowUs();
    eachMark(frame, (n, sentUs) => {
      if (this.n !== 0 && n !== this.n + 1) this.outOfOrder += 1;
      this.n = n;
      this.events += 1;
      this.#options.onLatencyUs(now - sentUs);
    });
    if (!this.#position) return;
    if (positions.prev !== this.#position.seq) this.missedFrames += 1;
    this.#position.seq = positions.upTo;
    this.#unackedBytes += wireBytes;
    if (this.#unackedBytes >= HUB_ACK_BYTES) this.#ack(performance.now());
  }

  #ack(nowMs: number): void {
    this.#unackedBytes = 0;
    this.#ackedAtMs = nowMs;
    if (this.isOpen) this.#ws?.send(JSON.stringify({ type: 'ack', seq: this.#position?.seq ?? 0 }));
  }

  /** What is due by time; called each second or so. */
  tick(nowMs: number): void {
    if (!this.#options.topics || !this.isOpen) return;
    if (this.#unackedBytes > 0 && nowMs - this.#ackedAtMs >= HUB_ACK_INTERVAL_MS) this.#ack(nowMs);
    if (nowMs - this.#pingedAtMs >= HUB_PING_INTERVAL_MS) this.ping(nowMs);
  }

  ping(nowMs: number): void {
    this.#pingedAtMs = nowMs;
    this.#ws?.send(HUB_PING);
  }

  /** Reads no more from the connection, as a client whose network is stuck. */
  stall(): void {
    this.#tcp?.pause();
  }

  resume(): void {
    this.#tcp?.resume();
  }

  close(): void {
    this.#ws?.terminate();
  }

  get #tcp() {
    return (this.#ws as unknown as { _socket?: Socket } | null)?._socket;
  }
}
