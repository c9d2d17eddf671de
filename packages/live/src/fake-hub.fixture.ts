import type { ServerFrame, WaqtorEvent } from '@waqtor/contracts';
import type { LiveClock } from './clock.ts';
import { LiveClient } from './live-client.ts';
import type { LiveClientOptions } from './live-options.ts';
import type { LiveState } from './live-state.ts';
import type { ConnectionInfo, LiveSocket } from './socket.ts';

export const LOG_A = 'log_01HZX3V8K2M4N6P8Q0R2S4T6V8';
export const LOG_B = 'log_01HZX3V8K2M4N6P8Q0R2S4T6V9';

/** A clock that moves only when told; `random` is fixed. */
export class FakeClock implements LiveClock {
  #now = 0;
  #timers = new Map<number, { at: number; run: () => void }>();
  #nextId = 1;
  randomValue = 0;

  now(): number {
    return this.#now;
  }
  random(): number {
    return this.randomValue;
  }
  get timers(): number {
    return this.#timers.size;
  }
  setTimeout(run: () => void, delayMs: number): number {
    const id = this.#nextId++;
    this.#timers.set(id, { at: this.#now + delayMs, run });
    return id;
  }
  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }
  /** Runs what falls due, in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const due = [...this.#timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = Math.max(this.#now, due[1].at);
      due[1].run();
      await settled();
    }
    this.#now = end;
    await settled();
  }
}

/** Lets every promise that can go on go on. */
export const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Waits, in real time, for what no fake clock moves: unpacking. */
export const until = async (isTrue: () => boolean): Promise<void> => {
  const deadline = performance.now() + 5_000;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error('What was waited for did not come about.');
    await settled();
  }
};

/** The server's end of one connection. */
export class FakeSocket implements LiveSocket {
  onopen: LiveSocket['onopen'] = null;
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  onerror: LiveSocket['onerror'] = null;
  binaryType = 'blob';
  readonly sent: string[] = [];
  closedWith: { code?: number; reason?: string } | null = null;

  send(data: string): void {
    this.sent.push(data);
  }
  close(code?: number, reason?: string): void {
    this.closedWith = { ...(code === undefined ? {} : { code }), ...(reason === undefined ? {} : { reason }) };
  }

  async say(frame: ServerFrame): Promise<void> {
    await this.sayRaw(JSON.stringify(frame));
  }
  async sayRaw(data: unknown): Promise<void> {
    (this.onmessage as ((event: unknown) => void) | null)?.({ data });
    await settled();
  }
  async drop(code: number): Promise<void> {
    (this.onclose as ((event: unknown) => void) | null)?.({ code });
    await settled();
  }
  frames(type: string): Record<string, unknown>[] {
    return this.sent.map((data) => JSON.parse(data) as Record<string, unknown>).filter((frame) => frame.type === type);
  }
}

export const welcome = (seq: number, logId = LOG_A): ServerFrame => ({
  type: 'welcome',
  connectionId: 'cnx_01HZX3V8K2M4N6P8Q0R2S4T6V8',
  serverTime: '2026-11-21T09:30:00.000Z',
  logId,
  seq,
});

export const event = (seq: number | null, logId = LOG_A): WaqtorEvent => ({
  id: `evt_${String(seq ?? 0).padStart(32, '0')}`,
  ...(seq === null ? {} : { logId, seq }),
  type: seq === null ? 'session.stats' : 'message.sent',
  version: 1,
  timestamp: '2026-11-21T09:30:00.000Z',
  data: {},
});

/** Positions (prev, upTo] with one event at each of `seqs`. */
export const events = (prev: number, upTo: number, seqs: (number | null)[]): ServerFrame => ({
  type: 'events',
  prev,
  upTo,
  events: seqs.map((seq) => event(seq)),
});

/** A client, the sockets it opened, and what it told. */
export const setUp = (options: Partial<LiveClientOptions> = {}) => {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const seen = {
    seqs: [] as (number | null)[],
    gaps: [] as unknown[],
    states: [] as LiveState[],
    latencies: [] as number[],
    errors: [] as unknown[],
    opened: [] as ConnectionInfo[],
  };
  const client = new LiveClient({
    openSocket: (info) => {
      seen.opened.push(info);
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    onEvent: ({ seq }) => void seen.seqs.push(seq ?? null),
    onGap: (gap) => void seen.gaps.push(gap),
    onState: (state) => void seen.states.push(state),
    onError: (error) => void seen.errors.push(error),
    onLatency: (latencyMs) => void seen.latencies.push(latencyMs),
    topics: ['session'],
    clock,
    ...options,
  });
  const last = (): FakeSocket => sockets.at(-1) as FakeSocket;
  const begin = async (seq = 10): Promise<void> => {
    client.start();
    await settled();
    await last().say(welcome(seq));
  };
  return { client, clock, sockets, seen, last, begin };
};
