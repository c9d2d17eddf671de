import { LiveClient, type LiveState } from '@waqtor/live';
import type { SessionState, WaqtorEvent } from '@waqtor/contracts';
import { getContext, setContext } from 'svelte';
import { sessionEnded } from '$lib/api/session-ended.ts';
import { applySessionEvent, mergeRead } from './session-reducer.ts';
import { openSocket } from './open-socket.ts';

type EventListener = (event: WaqtorEvent) => void;
type Listener = () => void;

/** What the dashboard knows live: the connection, the sessions; features add listeners and topics of their own. */
export class Live {
  /** Before the first connection nothing is wrong yet: `connecting`. */
  state = $state<LiveState>({ kind: 'connecting' });
  /** When `state` began, for countdowns (epoch ms). */
  stateSinceMs = $state(0);
  latencyMs = $state<number | null>(null);
  /** Last moment at which what is shown was certainly true (epoch ms). */
  freshAtMs = $state(0);
  sessions = $state.raw<SessionState[]>([]);
  /** Server clock minus this machine's, milliseconds: countdowns of the server's deadlines are right on a wrong clock. */
  clockOffsetMs = $state(0);

  readonly defaultSession = $derived(this.sessions.find(({ isDefault }) => isDefault) ?? this.sessions[0] ?? null);

  /* eslint-disable svelte/prefer-svelte-reactivity -- bookkeeping that nothing rendered reads */
  readonly #eventListeners = new Set<EventListener>();
  readonly #staleListeners = new Set<Listener>();
  readonly #gapListeners = new Set<Listener>();
  readonly #topicUses = new Map<string, number>();
  /* eslint-enable svelte/prefer-svelte-reactivity */
  readonly #client: LiveClient;

  constructor(initial: SessionState[]) {
    this.sessions = initial;
    this.#client = new LiveClient({
      openSocket,
      topics: ['session', 'inbox'],
      onEvent: (event) => this.#handle(event),
      onGap: () => {
        for (const listener of this.#gapListeners) listener();
        this.#tellStale();
      },
      // Also after the first connection: what came between a page's first read and its subscription is in neither.
      onSubscribed: () => this.#tellStale(),
      onState: (state) => this.#changed(state),
      onSnapshot: ({ sessions }) => {
        if (sessions.length > 0) this.sessions = sessions;
      },
      onWelcome: (serverTimeMs) => (this.clockOffsetMs = serverTimeMs - Date.now()),
      onLatency: (latencyMs) => {
        this.latencyMs = Math.max(1, Math.round(latencyMs));
        this.freshAtMs = Date.now();
      },
    });
  }

  get isLive(): boolean {
    return this.state.kind === 'connected';
  }
  /** Writes are held back: there is nobody to take them. */
  get isOffline(): boolean {
    return this.state.kind === 'offline' || (this.state.kind === 'reconnecting' && this.state.attempt > 2);
  }

  start(): () => void {
    this.#client.start();
    const ended = new AbortController();
    const { signal } = ended;
    addEventListener('online', () => this.#client.retryNow(), { signal });
    // Timers of a page that was hidden, frozen or asleep are late: the connection may be long dead.
    addEventListener('pageshow', () => this.#client.checkNow(), { signal });
    const check = (): void => {
      if (document.visibilityState === 'visible') this.#client.checkNow();
    };
    document.addEventListener('visibilitychange', check, { signal });
    return () => {
      ended.abort();
      this.#client.stop();
    };
  }

  retryNow(): void {
    this.#client.retryNow();
  }

  replaceSession(session: SessionState): void {
    const isKnown = this.sessions.some(({ sessionId }) => sessionId === session.sessionId);
    this.sessions = isKnown
      ? this.sessions.map((known) => (known.sessionId === session.sessionId ? session : known))
      : [...this.sessions, session];
  }

  /** Every session of the workspace, as it was read: what is not among them is gone. */
  takeSessions(read: readonly SessionState[]): void {
    this.sessions = read.map((session) =>
      mergeRead(
        this.sessions.find(({ sessionId }) => sessionId === session.sessionId),
        session,
      ),
    );
  }

  dropSession(gone: string): void {
    this.sessions = this.sessions.filter(({ sessionId }) => sessionId !== gone);
  }

  onEvent(listener: EventListener): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Ephemeral values may have been missed, or positions lost: read anew. */
  onStale(listener: Listener): () => void {
    this.#staleListeners.add(listener);
    return () => this.#staleListeners.delete(listener);
  }

  /** Events were lost for good, which no replay brings; told before `onStale`. */
  onGap(listener: Listener): () => void {
    this.#gapListeners.add(listener);
    return () => this.#gapListeners.delete(listener);
  }

  /** Follows a topic for as long as somebody wants it. */
  follow(topic: string): () => void {
    const uses = this.#topicUses.get(topic) ?? 0;
    this.#topicUses.set(topic, uses + 1);
    if (uses === 0) this.#client.subscribe([topic]);
    return () => {
      const left = (this.#topicUses.get(topic) ?? 1) - 1;
      if (left > 0) return void this.#topicUses.set(topic, left);
      this.#topicUses.delete(topic);
      this.#client.unsubscribe([topic]);
    };
  }

  #handle(event: WaqtorEvent): void {
    this.freshAtMs = Date.now();
    this.sessions = this.sessions.map((session) => applySessionEvent(session, event));
    for (const listener of this.#eventListeners) listener(event);
  }

  #changed(state: LiveState): void {
    if (state.kind === 'connected') {
      this.freshAtMs = Date.now();
    } else {
      this.latencyMs = null;
    }
    if (state.kind === 'stopped' && (state.closeCode === 4401 || state.closeCode === 4403)) sessionEnded();
    this.state = state;
    this.stateSinceMs = Date.now();
  }

  #tellStale(): void {
    for (const listener of this.#staleListeners) listener();
  }
}

const KEY = Symbol('live');
export const provideLive = (live: Live): Live => setContext(KEY, live);
export const useLive = (): Live => getContext<Live>(KEY);
