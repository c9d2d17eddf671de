import type { ClientFrame, ServerFrame, WaqtorEvent } from '@waqtor/contracts';
import { Acknowledger } from './acknowledger.ts';
import { systemClock, type LiveClock } from './clock.ts';
import { DeliveryQueue, type Gap } from './delivery-queue.ts';
import { Heartbeat } from './heartbeat.ts';
import type { LiveState } from './live-state.ts';
import { takeEvents, type LogPosition } from './log-position.ts';
import { nextConnection } from './reconnect-policy.ts';
import { ConnectionRefused, type LiveSocket, type OpenSocket } from './socket.ts';

/** A connection that lasted this long was a good one: the backoff starts anew after it. */
const STABLE_AFTER_MS = 5_000;
/** No `welcome` for this long: the connection never came about. */
const WELCOME_DEADLINE_MS = 15_000;
const DEFAULT_MAX_QUEUED_EVENTS = 5_000;
const ABNORMAL_CLOSE = 1006;
/** Our own reasons to leave, of the range for applications. */
const CLOSE_DEAD = 4900;
const CLOSE_OVERFLOW = 4901;

type StateFrame = Extract<ServerFrame, { type: 'state' }>;
type ErrorFrame = Extract<ServerFrame, { type: 'error' }>;

export interface LiveClientOptions {
  openSocket: OpenSocket;
  /** In order, each once; a promise is waited for before the next one, and before it is acknowledged. */
  onEvent(event: WaqtorEvent): unknown;
  /** These positions are lost; read the present state anew. Delivery goes on after them. */
  onGap?(gap: Gap): unknown;
  onState?(state: LiveState): void;
  onSnapshot?(frame: StateFrame): void;
  /** `serverTimeMs`: the server's clock at the moment of connecting. */
  onWelcome?(serverTimeMs: number): void;
  /** From here on nothing of the topics is missed: what was read before this moment may be older, and is read again. */
  onSubscribed?(): void;
  onLatency?(latencyMs: number): void;
  /** A refused frame (`topic_not_allowed`…), or an error of a handler. */
  onError?(error: ErrorFrame | Error): void;
  topics?: readonly string[];
  /** Where an earlier run stopped; without it delivery starts now. */
  resumeFrom?: LogPosition;
  maxQueuedEvents?: number;
  clock?: LiveClock;
}

/**
 * The one client of the hub (spec §7): connects, subscribes, resumes where it stood, acknowledges, pings, comes back by
 * H-12. Events reach the program in order and once, or it is told of a gap.
 */
export class LiveClient {
  readonly #options: LiveClientOptions;
  readonly #clock: LiveClock;
  readonly #topics: Set<string>;
  readonly #heartbeat: Heartbeat;
  readonly #acknowledger: Acknowledger;
  readonly #queue: DeliveryQueue;
  #state: LiveState = { kind: 'stopped', closeCode: 1000 };
  #socket: LiveSocket | null = null;
  /** Told apart from a socket that opens late, after `stop()` or a newer try. */
  #try = 0;
  #failures = 0;
  #welcomedAtMs: number | null = null;
  #timer: unknown = null;
  /** Received; `#handled` follows when the program is done with it. */
  #position: LogPosition | null;
  #handled: LogPosition | null;
  #nextLogId: string | null = null;
  #isResuming = false;

  constructor(options: LiveClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#topics = new Set(options.topics);
    this.#position = options.resumeFrom ?? null;
    this.#handled = this.#position;
    this.#heartbeat = new Heartbeat({
      clock: this.#clock,
      send: (frame) => this.#socket?.send(frame),
      onLatency: (latencyMs) => options.onLatency?.(latencyMs),
      onDead: () => this.#drop(CLOSE_DEAD, 'pong_timeout'),
    });
    this.#acknowledger = new Acknowledger(this.#clock, (seq) => this.#send({ type: 'ack', seq }));
    this.#queue = new DeliveryQueue({
      maxEvents: options.maxQueuedEvents ?? DEFAULT_MAX_QUEUED_EVENTS,
      onEvent: (event) => options.onEvent(event),
      onGap: (gap) => options.onGap?.(gap),
      onHandled: ({ bytes, upTo }) => {
        if (this.#position) this.#handled = { logId: this.#position.logId, seq: upTo };
        if (this.#welcomedAtMs !== null) this.#acknowledger.handled(bytes, upTo);
      },
      onError: (error) => options.onError?.(error instanceof Error ? error : new Error(String(error))),
    });
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Where the program stands: give it to `resumeFrom` of a later run. */
  get position(): LogPosition | null {
    return this.#handled;
  }

  start(): void {
    if (this.#state.kind !== 'stopped') return;
    this.#failures = 0;
    void this.#connect();
  }

  stop(): void {
    this.#leave(1000, 'stopped');
    this.#welcomedAtMs = null;
    this.#setState({ kind: 'stopped', closeCode: 1000 });
  }

  /** Tries at once instead of at the end of the wait; without effect when connected or stopped. */
  retryNow(): void {
    if (this.#state.kind === 'reconnecting' || this.#state.kind === 'offline') void this.#connect();
  }

  subscribe(topics: readonly string[]): void {
    const added = topics.filter((topic) => !this.#topics.has(topic));
    for (const topic of added) this.#topics.add(topic);
    if (added.length > 0 && this.#welcomedAtMs !== null) this.#send({ type: 'subscribe', topics: added });
  }

  unsubscribe(topics: readonly string[]): void {
    const gone = topics.filter((topic) => this.#topics.delete(topic));
    if (gone.length > 0 && this.#welcomedAtMs !== null) this.#send({ type: 'unsubscribe', topics: gone });
  }

  requestState(): void {
    if (this.#welcomedAtMs !== null) this.#send({ type: 'get_state' });
  }

  async #connect(): Promise<void> {
    this.#clock.clearTimeout(this.#timer);
    const mine = ++this.#try;
    if (this.#failures === 0) this.#setState({ kind: 'connecting' });
    this.#timer = this.#clock.setTimeout(() => this.#drop(CLOSE_DEAD, 'no_welcome'), WELCOME_DEADLINE_MS);
    try {
      const socket = await this.#options.openSocket();
      if (mine !== this.#try) return socket.close(1000, 'superseded');
      this.#listen(socket);
    } catch (error) {
      if (mine === this.#try) this.#lost(error instanceof ConnectionRefused ? error.closeCode : ABNORMAL_CLOSE);
    }
  }

  #listen(socket: LiveSocket): void {
    this.#socket = socket;
    socket.onmessage = (event: { data?: unknown }) => {
      if (typeof event.data === 'string') this.#receive(event.data);
    };
    socket.onclose = (event: { code?: number }) => this.#lost(event.code ?? ABNORMAL_CLOSE);
    // A close follows every error; without a listener Node's sockets would end the process.
    socket.onerror = () => undefined;
  }

  #receive(data: string): void {
    const frame = parseFrame(data);
    switch (frame?.type) {
      case 'welcome':
        return this.#welcomed(frame);
      case 'events':
        return this.#take(frame, data.length);
      case 'gap':
        return this.#skip(frame);
      case 'state':
        return this.#options.onSnapshot?.(frame);
      case 'subscribed':
        return this.#options.onSubscribed?.();
      case 'pong':
        return this.#heartbeat.pong();
      case 'error':
        return this.#options.onError?.(frame);
      default:
        // `going_away` (a close follows), and what newer servers may say.
        return;
    }
  }

  #welcomed(frame: Extract<ServerFrame, { type: 'welcome' }>): void {
    this.#clock.clearTimeout(this.#timer);
    this.#welcomedAtMs = this.#clock.now();
    this.#isResuming = false;
    this.#nextLogId = frame.logId;
    const known = this.#position;
    if (known === null) {
      this.#position = { logId: frame.logId, seq: frame.seq };
      this.#handled = this.#position;
    }
    const topics = [...this.#topics];
    if (topics.length > 0) {
      this.#send({ type: 'subscribe', topics, ...(known ? { since: known.seq, logId: known.logId } : {}) });
    } else if (known) {
      this.#send({ type: 'resume', since: known.seq, logId: known.logId });
    }
    this.#options.onWelcome?.(Date.parse(frame.serverTime));
    this.#setState({ kind: 'connected' });
    this.#heartbeat.start();
  }

  #take(frame: Extract<ServerFrame, { type: 'events' }>, bytes: number): void {
    const position = this.#position;
    if (position === null) return;
    const taken = takeEvents(position.seq, frame);
    if (taken.kind === 'missed') {
      if (!this.#isResuming) this.#send({ type: 'resume', logId: position.logId, since: position.seq });
      this.#isResuming = true;
    } else {
      this.#isResuming = false;
      this.#position = { logId: position.logId, seq: taken.seq };
    }
    this.#enqueue({ events: taken.events, gap: null, upTo: taken.seq, bytes });
  }

  #skip({ from, to }: Gap): void {
    // A gap is also how the server says that it keeps another log now.
    this.#position = { logId: this.#nextLogId ?? this.#position?.logId ?? '', seq: to };
    this.#isResuming = false;
    this.#enqueue({ events: [], gap: { from, to }, upTo: to, bytes: 0 });
  }

  #enqueue(delivery: Parameters<DeliveryQueue['push']>[0]): void {
    if (this.#queue.push(delivery)) return;
    // The program is slower than the stream: forget what waits, come back for it later, lose nothing.
    const { lastHandedSeq } = this.#queue;
    this.#queue.clear();
    if (this.#handled) this.#position = { ...this.#handled, seq: Math.max(this.#handled.seq, lastHandedSeq) };
    this.#drop(CLOSE_OVERFLOW, 'queue_full');
  }

  #send(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #drop(code: number, reason: string): void {
    this.#leave(code, reason);
    this.#lost(code);
  }

  /** Lets go of the socket at once: a dead one may take minutes to say that it is closed. */
  #leave(code: number, reason: string): void {
    this.#try += 1;
    this.#clock.clearTimeout(this.#timer);
    this.#heartbeat.stop();
    this.#acknowledger.stop();
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code, reason);
  }

  #lost(closeCode: number): void {
    this.#clock.clearTimeout(this.#timer);
    this.#heartbeat.stop();
    this.#acknowledger.stop();
    this.#socket = null;
    const wasStable = this.#welcomedAtMs !== null && this.#clock.now() - this.#welcomedAtMs >= STABLE_AFTER_MS;
    this.#welcomedAtMs = null;
    this.#failures = wasStable ? 1 : this.#failures + 1;
    const next = nextConnection({ closeCode, failures: this.#failures, random: this.#clock.random() });
    if (next.kind === 'stop') return this.#setState({ kind: 'stopped', closeCode });
    this.#timer = this.#clock.setTimeout(() => void this.#connect(), next.delayMs);
    this.#setState(
      next.isOffline
        ? { kind: 'offline', retryInMs: next.delayMs }
        : { kind: 'reconnecting', attempt: this.#failures, retryInMs: next.delayMs },
    );
  }

  #setState(state: LiveState): void {
    this.#state = state;
    this.#options.onState?.(state);
  }
}

/** Null for what is not a frame; the server's frames are trusted in shape, new types are ignored by the caller. */
const parseFrame = (data: string): ServerFrame | null => {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null && 'type' in value ? (value as ServerFrame) : null;
  } catch {
    // Not JSON: no frame of ours, and no reason to lose the connection.
    return null;
  }
};
