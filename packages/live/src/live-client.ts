import type { ServerFrame } from '@waqtor/contracts';
import { Acknowledger } from './acknowledger.ts';
import { systemClock, type LiveClock } from './clock.ts';
import { DeliveryQueue, type Delivery } from './delivery-queue.ts';
import { FrameReader } from './frame-reader.ts';
import { Heartbeat } from './heartbeat.ts';
import type { LiveClientOptions } from './live-options.ts';
import type { LiveState } from './live-state.ts';
import { isKnownPosition, takeEvents, takeGap, type Gap, type LogPosition } from './log-position.ts';
import { nextConnection } from './reconnect-policy.ts';
import { Requests } from './requests.ts';
import { ConnectionRefused, type LiveSocket } from './socket.ts';

/** A connection that lasted this long was a good one: the backoff starts anew after it. */
const STABLE_AFTER_MS = 5_000;
/** No `welcome` for this long: the connection never came about. */
const WELCOME_DEADLINE_MS = 15_000;
const DEFAULT_MAX_QUEUED_EVENTS = 5_000;
const ABNORMAL_CLOSE = 1006;
/** Our own reasons to leave, of the range for applications. */
const CLOSE_DEAD = 4900;
const CLOSE_OVERFLOW = 4901;
const CLOSE_UNREADABLE = 4902;

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

/**
 * The one client of the hub (spec §7): connects, subscribes, resumes where it stood, acknowledges, pings, comes back by
 * H-12. Events reach the program in order and once, or it is told of a gap.
 */
export class LiveClient {
  readonly #options: LiveClientOptions;
  readonly #clock: LiveClock;
  readonly #heartbeat: Heartbeat;
  readonly #acknowledger: Acknowledger;
  readonly #queue: DeliveryQueue;
  readonly #requests: Requests;
  #state: LiveState = { kind: 'stopped', closeCode: 1000 };
  #socket: LiveSocket | null = null;
  #reader: FrameReader | null = null;
  /** Told apart from a socket that opens late, after `stop()` or a newer try. */
  #try = 0;
  /** From the call of `openSocket` to the welcome. */
  #isTrying = false;
  #failures = 0;
  #welcome: (FrameOf<'welcome'> & { atMs: number }) | null = null;
  #timer: unknown = null;
  /** Received; `#handled` follows when the program is done with it. */
  #position: LogPosition | null;
  #handled: LogPosition | null;
  /** False from a welcome that does not know the position until the gap that says where delivery goes on. */
  #isPositionKnown = true;
  #replaces: string | null = null;

  constructor(options: LiveClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#position = options.resumeFrom ?? null;
    this.#handled = this.#position;
    this.#heartbeat = new Heartbeat({
      clock: this.#clock,
      send: (frame) => this.#socket?.send(frame),
      onLatency: (latencyMs) => options.onLatency?.(latencyMs),
      onDead: () => this.#drop(CLOSE_DEAD, 'pong_timeout'),
    });
    this.#requests = new Requests({
      clock: this.#clock,
      send: (frame) => this.#socket?.send(JSON.stringify(frame)),
      position: () => this.#position,
      topics: options.topics ?? [],
    });
    this.#acknowledger = new Acknowledger(this.#clock, (seq) =>
      this.#socket?.send(JSON.stringify({ type: 'ack', seq })),
    );
    this.#queue = new DeliveryQueue({
      maxEvents: options.maxQueuedEvents ?? DEFAULT_MAX_QUEUED_EVENTS,
      onEvent: (event) => options.onEvent(event),
      onGap: (gap) => options.onGap?.(gap),
      onProgress: ({ connection, logId }, { seq, bytes }) => {
        this.#handled = { logId, seq };
        // What an earlier connection brought took no credit of this one, and may be of another log.
        if (connection === this.#try && this.#welcome !== null) this.#acknowledger.handled(bytes, seq);
      },
      onError: this.#report,
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

  /** For good, or until `start()`: nothing more is handed over, and what waited is asked for again after a `start()`. */
  stop(): void {
    this.#leave(1000, 'stopped');
    this.#welcome = null;
    this.#replaces = null;
    this.#position = this.#queue.clear() ?? this.#handled;
    this.#setState({ kind: 'stopped', closeCode: 1000 });
  }

  /**
   * Tries at once instead of at the end of the wait; a try that is under way is given up for a new one, because it may
   * hang in a network that is gone. Without effect when connected or stopped.
   */
  retryNow(): void {
    if (this.#state.kind !== 'reconnecting' && this.#state.kind !== 'offline') return;
    this.#leave(CLOSE_DEAD, 'retry');
    void this.#connect();
  }

  /**
   * Time may have passed unnoticed (a page that was frozen, a laptop that slept): pings at once, so that a dead
   * connection is known within 10 s, or tries at once when it waits to.
   */
  checkNow(): void {
    if (this.#welcome !== null) this.#heartbeat.checkNow();
    else if (!this.#isTrying) this.retryNow();
  }

  subscribe(topics: readonly string[]): void {
    this.#requests.subscribe(topics);
  }

  unsubscribe(topics: readonly string[]): void {
    this.#requests.unsubscribe(topics);
  }

  /** Answered to `onSnapshot`; without effect when not connected, because each connection begins with a snapshot. */
  requestState(): void {
    if (this.#welcome !== null) this.#requests.requestState();
  }

  async #connect(): Promise<void> {
    this.#clock.clearTimeout(this.#timer);
    const mine = ++this.#try;
    this.#isTrying = true;
    if (this.#failures === 0) this.#setState({ kind: 'connecting' });
    this.#timer = this.#clock.setTimeout(() => this.#drop(CLOSE_DEAD, 'no_welcome'), WELCOME_DEADLINE_MS);
    try {
      const socket = await this.#options.openSocket({ replaces: this.#replaces });
      if (mine !== this.#try) return socket.close(1000, 'superseded');
      this.#listen(socket);
    } catch (error) {
      if (mine === this.#try) this.#lost(error instanceof ConnectionRefused ? error.closeCode : ABNORMAL_CLOSE);
    }
  }

  #listen(socket: LiveSocket): void {
    this.#socket = socket;
    // A Blob could be read only later than the frames behind it.
    if ('binaryType' in socket) socket.binaryType = 'arraybuffer';
    const reader = new FrameReader({
      onFrame: (frame, bytes) => this.#receive(frame, bytes),
      onBroken: (error) => {
        this.#drop(CLOSE_UNREADABLE, 'frame_unreadable');
        this.#report(error);
      },
      onError: this.#report,
    });
    this.#reader = reader;
    socket.onmessage = (event: { data?: unknown }) => reader.read(event.data);
    socket.onclose = (event: { code?: number }) => this.#lost(event.code ?? ABNORMAL_CLOSE);
    // A close follows every error; without a listener Node's sockets would end the process.
    socket.onerror = () => undefined;
  }

  #receive(frame: ServerFrame, bytes: number): void {
    switch (frame.type) {
      case 'welcome':
        return this.#welcomed(frame);
      case 'events':
        return this.#take(frame, bytes);
      case 'gap':
        return this.#skip(frame);
      case 'state':
        this.#requests.stateArrived();
        return this.#options.onSnapshot?.(frame);
      case 'subscribed':
        if (this.#requests.subscribed(frame.topics)) this.#options.onSubscribed?.();
        return;
      case 'pong':
        return this.#heartbeat.pong();
      case 'rate_limit_warning':
        return this.#requests.rateLimited(frame.retryAfterMs);
      case 'error':
        this.#requests.refused(frame);
        return this.#options.onError?.(frame);
      default:
        // `going_away`: the close that follows says when to come back. And what newer servers may say.
        return;
    }
  }

  #welcomed(frame: FrameOf<'welcome'>): void {
    if (this.#welcome !== null) return;
    this.#clock.clearTimeout(this.#timer);
    this.#isTrying = false;
    this.#welcome = { ...frame, atMs: this.#clock.now() };
    this.#replaces = frame.connectionId;
    this.#position ??= { logId: frame.logId, seq: frame.seq };
    this.#handled ??= this.#position;
    this.#isPositionKnown = isKnownPosition(this.#position, frame.logId, frame.seq);
    this.#requests.opened(!this.#isPositionKnown || this.#position.seq < frame.seq);
    this.#heartbeat.start();
    this.#options.onWelcome?.(Date.parse(frame.serverTime));
    this.#setState({ kind: 'connected' });
  }

  #take(frame: FrameOf<'events'>, bytes: number): void {
    const position = this.#position;
    if (position === null) return;
    const isReady = this.#isPositionKnown && !this.#requests.isPositionFrozen;
    // Standing nowhere, every frame is one too far: only what is not of the log is taken from it.
    const taken = takeEvents(isReady ? position.seq : Number.NEGATIVE_INFINITY, frame);
    if (taken.kind === 'missed') this.#requests.missed();
    else this.#requests.caughtUp();
    const after = taken.kind === 'missed' ? position : { logId: position.logId, seq: taken.seq };
    this.#enqueue(after, taken.events, null, bytes);
  }

  #skip(gap: Gap): void {
    if (this.#welcome === null || this.#position === null) return;
    const taken = this.#isPositionKnown ? takeGap(this.#position.seq, gap) : gap;
    if (taken === null) return;
    if (taken === 'missed') return this.#requests.missed();
    // A gap is also how the server says that it keeps another log now.
    this.#isPositionKnown = true;
    this.#requests.caughtUp();
    this.#enqueue({ logId: this.#welcome.logId, seq: taken.to }, [], { from: taken.from, to: taken.to }, 0);
  }

  #enqueue(after: LogPosition, events: Delivery['events'], gap: Gap | null, bytes: number): void {
    const { logId, seq } = after;
    if (this.#queue.push({ connection: this.#try, logId, events, gap, upTo: seq, bytes })) this.#position = after;
    // The program is slower than the stream: it goes on with what waits, and the rest is asked for again later.
    else this.#drop(CLOSE_OVERFLOW, 'queue_full');
  }

  #drop(code: number, reason: string): void {
    this.#leave(code, reason);
    this.#lost(code);
  }

  /** Lets go of the socket at once: a dead one may take minutes to say that it is closed. */
  #leave(code: number, reason: string): void {
    this.#try += 1;
    const socket = this.#socket;
    this.#release();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close(code, reason);
  }

  /** Ends whatever belongs to the present connection, or to the wait for the next one. */
  #release(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
    this.#heartbeat.stop();
    this.#acknowledger.stop();
    this.#requests.closed();
    this.#reader?.stop();
    this.#reader = null;
    this.#socket = null;
    this.#isTrying = false;
  }

  #lost(closeCode: number): void {
    this.#release();
    const wasStable = this.#welcome !== null && this.#clock.now() - this.#welcome.atMs >= STABLE_AFTER_MS;
    this.#welcome = null;
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

  readonly #report = (error: unknown): void =>
    this.#options.onError?.(error instanceof Error ? error : new Error(String(error)));
}
