import type { ClientFrame, ServerFrame, WaqtorEvent } from '@waqtor/contracts';
import type { Gap, LogPosition } from './log-position.ts';
import type { LiveSocket } from './socket.ts';

/** Small, so that a replay takes several frames. */
const PAGE_EVENTS = 3;
const LOG_IDS = 'ABCDEFGHJK'.split('').map((letter) => `log_01HZX3V8K2M4N6P8Q0R2S4T6V${letter}`);

/** An event and its place in everything that ever happened: `n` rises over all logs. */
export interface Happening {
  n: number;
  topic: string;
  position: LogPosition;
}

interface ModelSocket extends LiveSocket {
  topics: Set<string>;
  sentSeq: number;
  isOpen: boolean;
}

/** The hub as the protocol describes it (H-4, H-6), with a log, one connection, and misfortunes that a test orders. */
export class ModelHub {
  readonly happened: Happening[] = [];
  readonly gaps: (Gap & { logId: string })[] = [];
  readonly acks: LogPosition[] = [];
  /** Of the coming `events` and `gap` frames: how many are lost, how many come twice. */
  lose = 0;
  double = 0;
  /** Of the coming frames of the client: how many are dropped with a warning. */
  limit = 0;
  /** Every so-manieth frame is packed; 0 for none. */
  packEvery = 0;
  startedAt: LogPosition | null = null;
  lastSeq = 5;
  readonly #pack: (text: string) => ArrayBuffer;
  #log = 0;
  #firstSeq = 1;
  #told = 0;
  #socket: ModelSocket | null = null;

  constructor(pack: (text: string) => ArrayBuffer) {
    this.#pack = pack;
  }

  get logId(): string {
    return LOG_IDS[this.#log] as string;
  }

  open(): LiveSocket {
    const socket: ModelSocket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      topics: new Set(),
      sentSeq: this.lastSeq,
      isOpen: true,
      send: (data) => queueMicrotask(() => socket.isOpen && this.#receive(socket, JSON.parse(data) as ClientFrame)),
      close: () => (socket.isOpen = false),
    };
    this.#socket = socket;
    this.startedAt ??= { logId: this.logId, seq: this.lastSeq };
    const connectionId = 'cnx_01HZX3V8K2M4N6P8Q0R2S4T6V8';
    const serverTime = '2026-11-21T09:30:00.000Z';
    const welcome = { type: 'welcome', connectionId, serverTime, logId: this.logId, seq: this.lastSeq } as const;
    // Later than the client needs to listen to what it is given here.
    setTimeout(() => this.#say(socket, welcome), 0);
    return socket;
  }

  cut(): void {
    const socket = this.#socket;
    if (!socket?.isOpen) return;
    socket.isOpen = false;
    queueMicrotask(() => (socket.onclose as ((event: unknown) => void) | null)?.({ code: 1006 }));
  }

  append(topic: string): void {
    const seq = ++this.lastSeq;
    this.happened.push({ n: this.happened.length + 1, topic, position: { logId: this.logId, seq } });
    const socket = this.#socket;
    if (!socket?.isOpen || !socket.topics.has(topic)) return;
    this.#sendEvents(socket, this.happened.slice(-1), seq);
  }

  tellEphemeral(): void {
    if (this.#socket?.isOpen && this.#socket.topics.size > 0) this.#sendEvents(this.#socket, [null], null);
  }

  /** Only the last `kept` positions can still be given. */
  trim(kept: number): void {
    this.#firstSeq = Math.max(this.#firstSeq, this.lastSeq - kept + 1);
  }

  beginNewLog(lastSeq: number): void {
    if (this.#log === LOG_IDS.length - 1) return;
    this.cut();
    this.#log += 1;
    this.lastSeq = lastSeq;
    this.#firstSeq = 1;
  }

  #receive(socket: ModelSocket, frame: ClientFrame): void {
    if (frame.type === 'ping') return this.#say(socket, { type: 'pong' });
    if (frame.type === 'ack') return void this.acks.push({ logId: this.logId, seq: frame.seq });
    if (this.limit > 0) {
      this.limit -= 1;
      return this.#say(socket, { type: 'rate_limit_warning', retryAfterMs: 300 });
    }
    if (frame.type === 'subscribe') {
      if (frame.since === undefined) this.#sendEvents(socket, [], this.lastSeq);
      for (const topic of frame.topics) socket.topics.add(topic);
      this.#say(socket, { type: 'subscribed', topics: [...socket.topics] });
      if (frame.since !== undefined) this.#replay(socket, frame.since, frame.logId);
    } else if (frame.type === 'unsubscribe') {
      for (const topic of frame.topics) socket.topics.delete(topic);
      this.#say(socket, { type: 'subscribed', topics: [...socket.topics] });
    } else if (frame.type === 'resume') {
      this.#replay(socket, frame.since, frame.logId);
    }
  }

  #replay(socket: ModelSocket, since: number, logId: string | undefined): void {
    socket.sentSeq = since;
    if (logId !== this.logId || since > this.lastSeq) this.#tellGap(socket, { from: 0, to: this.lastSeq });
    else if (since + 1 < this.#firstSeq) this.#tellGap(socket, { from: since + 1, to: this.#firstSeq - 1 });
    const rest = this.happened.filter(
      ({ position, topic }) =>
        position.logId === this.logId && position.seq > socket.sentSeq && socket.topics.has(topic),
    );
    for (let i = 0; i < rest.length; i += PAGE_EVENTS) {
      const page = rest.slice(i, i + PAGE_EVENTS);
      const isLast = i + PAGE_EVENTS >= rest.length;
      this.#sendEvents(socket, page, isLast ? this.lastSeq : (page.at(-1) as Happening).position.seq);
    }
    if (socket.sentSeq < this.lastSeq) this.#sendEvents(socket, [], this.lastSeq);
  }

  #tellGap(socket: ModelSocket, gap: Gap): void {
    this.gaps.push({ ...gap, logId: this.logId });
    socket.sentSeq = gap.to;
    this.#sayPerhaps(socket, { type: 'gap', ...gap });
  }

  /** `null` among the happenings is an event that is not kept. */
  #sendEvents(socket: ModelSocket, happenings: (Happening | null)[], upTo: number | null): void {
    const events = happenings.map((happening): WaqtorEvent => ({
      id: `evt_${String(happening?.n ?? 0).padStart(32, '0')}`,
      ...(happening?.position ?? {}),
      type: 'message.sent',
      version: 1,
      timestamp: '2026-11-21T09:30:00.000Z',
      data: {},
    }));
    const prev = socket.sentSeq;
    socket.sentSeq = upTo ?? prev;
    this.#sayPerhaps(socket, { type: 'events', events, prev, upTo: socket.sentSeq });
  }

  #sayPerhaps(socket: ModelSocket, frame: ServerFrame): void {
    if (this.lose > 0) return void (this.lose -= 1);
    this.#say(socket, frame);
    if (this.double === 0) return;
    this.double -= 1;
    this.#say(socket, frame);
  }

  #say(socket: ModelSocket, frame: ServerFrame): void {
    this.#told += 1;
    const text = JSON.stringify(frame);
    const data = this.packEvery > 0 && this.#told % this.packEvery === 0 ? this.#pack(text) : text;
    queueMicrotask(() => {
      if (socket.isOpen) (socket.onmessage as ((event: unknown) => void) | null)?.({ data });
    });
  }
}
