import type { WaqtorEvent } from '@waqtor/contracts';
import { type Gap, type LiveClock, LiveClient, type LogPosition } from '@waqtor/live';
import WebSocket from 'ws';
import { until } from './condition.ts';
import { CuttingProxy } from './cutting-proxy.ts';

/** The client's time runs so much faster: its patience of seconds (H-12) would make a thousand losses take an hour. */
const HASTE = 10;
const hastyClock = (random: () => number): LiveClock => ({
  now: () => performance.now() * HASTE,
  setTimeout: (run, delayMs) => setTimeout(run, delayMs / HASTE),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  random,
});

/** Longest time between two misfortunes. */
const MAX_PEACE_MS = 500;
const NOTICE_MS = 20_000;

/** The real live client over a network that loses its connection in every way. Keeps what its program is handed. */
export class UnluckyClient {
  /** Events of the log, in the order in which they were handed over. */
  readonly kept: WaqtorEvent[] = [];
  readonly gaps: Gap[] = [];
  readonly topics: readonly string[];
  /** Log position at which it began. */
  startedAt = -1;
  losses = 0;
  readonly #proxy: CuttingProxy;
  readonly #random: () => number;
  readonly #target: { wsUrl: string; apiKey: string };
  readonly #number: number;
  #socket: WebSocket | null = null;
  #live: LiveClient;
  #isSubscribed = false;

  private constructor(
    proxy: CuttingProxy,
    target: { wsUrl: string; apiKey: string },
    options: { number: number; topics: readonly string[]; random: () => number },
  ) {
    this.#proxy = proxy;
    this.#target = target;
    this.#number = options.number;
    this.#random = options.random;
    this.topics = options.topics;
    this.#live = this.#client(null);
  }

  /** `number` tells its address: limits by address (H-8) take each client for another machine. */
  static async open(
    target: { wsUrl: string; apiKey: string },
    options: { number: number; topics: readonly string[]; random: () => number },
  ): Promise<UnluckyClient> {
    const { hostname, port } = new URL(target.wsUrl);
    const client = new UnluckyClient(
      await CuttingProxy.open({ host: hostname, port: Number(port) }),
      { wsUrl: target.wsUrl, apiKey: target.apiKey },
      options,
    );
    client.#live.start();
    await until('the first subscription', () => client.isLive);
    return client;
  }

  get isLive(): boolean {
    return this.#isSubscribed;
  }

  #client(resumeFrom: LogPosition | null): LiveClient {
    return new LiveClient({
      openSocket: () => this.#open(),
      topics: this.topics,
      ...(resumeFrom ? { resumeFrom } : {}),
      clock: hastyClock(this.#random),
      onEvent: (event) => {
        if (event.seq !== undefined) this.kept.push(event);
      },
      onGap: (gap) => this.gaps.push(gap),
      onWelcome: () => {
        if (this.startedAt < 0) this.startedAt = this.#live.position?.seq ?? 0;
      },
      onSubscribed: () => (this.#isSubscribed = true),
      onState: ({ kind }) => {
        if (kind === 'connected') return;
        this.#isSubscribed = false;
        if (kind === 'reconnecting' || kind === 'offline') this.losses += 1;
      },
    });
  }

  #open(): WebSocket {
    const url = new URL(this.#target.wsUrl);
    url.port = String(this.#proxy.port);
    const headers = { 'x-api-key': this.#target.apiKey, 'cf-connecting-ip': `10.0.0.${this.#number + 1}` };
    this.#socket = new WebSocket(url, { headers });
    return this.#socket;
  }

  /** So many losses, each of a kind and at a moment of chance; some strike a connection that is only coming about. */
  async suffer(losses: number): Promise<void> {
    const end = this.losses + losses;
    while (this.losses < end) {
      await new Promise((resolve) => setTimeout(resolve, this.#random() * MAX_PEACE_MS));
      if (this.#random() < 0.8) await until('the client to be live', () => this.isLive, NOTICE_MS, 5);
      const before = this.losses;
      this.#strike();
      await until('the loss to be noticed', () => this.losses > before, NOTICE_MS, 5);
      if (this.#random() < 0.9) this.#live.retryNow();
    }
  }

  #strike(): void {
    const luck = this.#random();
    if (!this.isLive || luck < 0.25) {
      this.#proxy.cutInTheMiddle();
      // Something to cut: nothing else may come for long.
      this.#live.requestState();
    } else if (luck < 0.5) this.#socket?.terminate();
    else this.#proxy.cut(luck < 0.75);
  }

  /** Ends the program; answers where it stood. */
  leave(): LogPosition {
    const { position } = this.#live;
    this.#live.stop();
    if (!position) throw new Error('The client never had a position.');
    return position;
  }

  /** A later run of the same program. */
  comeBack(resumeFrom: LogPosition): void {
    this.#live = this.#client(resumeFrom);
    this.#live.start();
  }

  close(): void {
    this.#live.stop();
    this.#proxy.close();
  }
}
