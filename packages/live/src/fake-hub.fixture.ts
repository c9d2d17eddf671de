import type { ServerFrame, WaqtorEvent } from '@waqtor/contracts';
import type { LiveClock } from './clock.ts';
import type { LiveSocket } from './socket.ts';

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

/** The server's end of one connection. */
export class FakeSocket implements LiveSocket {
  onopen: LiveSocket['onopen'] = null;
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  onerror: LiveSocket['onerror'] = null;
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
  async sayRaw(data: string): Promise<void> {
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
