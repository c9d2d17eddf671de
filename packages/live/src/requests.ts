import type { ClientFrame, ServerFrame } from '@waqtor/contracts';
import type { LiveClock } from './clock.ts';
import type { LogPosition } from './log-position.ts';
import { firstThatFit, foldTopic, MAX_TOPICS } from './topics.ts';

type ErrorFrame = Extract<ServerFrame, { type: 'error' }>;

/** A replay that has not begun after this long, while frames behind it come, was lost on the other side. */
const REPLAY_DEADLINE_MS = 10_000;
/** After a warning: at least so long, whatever it says, and up to so much more. */
const MIN_HOLD_MS = 100;
const HOLD_SPREAD_MS = 500;

export interface RequestsOptions {
  clock: LiveClock;
  send(frame: ClientFrame): void;
  /** Received so far; null before the first welcome. */
  position(): LogPosition | null;
  topics: Iterable<string>;
}

/**
 * What the client wants of the hub and has not been granted yet: topics, a replay, the state. Each is asked for once
 * and again only after a `rate_limit_warning` (H-8), which says that some frame was dropped but not which.
 *
 * Changes of topics go one frame at a time, the next after the answer: so calls of one moment share a frame, and a
 * refusal is known to be of the topics just asked for. The hub refuses a frame as a whole; without knowing which, one
 * topic that is not allowed would silence all others after each reconnect.
 */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #wanted: Set<string>;
  /** On this connection, by the last `subscribed`. */
  #held: ReadonlySet<string> = new Set();
  readonly #refused = new Set<string>();
  #asked: { isSubscribe: boolean; topics: string[]; hasReplay: boolean } | null = null;
  /** The connection was not yet told where the client stands. */
  #owesReplay = false;
  #isBehind = false;
  #replay: 'none' | 'wanted' | 'asked' = 'none';
  #replayAskedAtMs = 0;
  #isStateWanted = false;
  #isStateAsked = false;
  #isOpen = false;
  #isScheduled = false;
  /** Set while nothing may be sent: what exceeds the limit five times is closed for good. */
  #holdTimer: unknown = null;

  constructor(options: RequestsOptions) {
    this.#options = options;
    this.#wanted = new Set([...options.topics].map(foldTopic));
  }

  /**
   * True while topics are subscribed to in several frames, before the replay of all of them: live events would move
   * the position past what the later ones missed.
   */
  get isPositionFrozen(): boolean {
    return this.#owesReplay && (this.#held.size > 0 || this.#asked?.hasReplay === false);
  }

  /** A new connection, which holds nothing; `isBehind`: its log is not just where the client stands. */
  opened(isBehind: boolean): void {
    this.closed();
    this.#isOpen = true;
    this.#owesReplay = true;
    this.#isBehind = isBehind;
    this.#flush();
  }

  closed(): void {
    this.#isOpen = false;
    this.#held = new Set();
    this.#refused.clear();
    this.#asked = null;
    this.#replay = 'none';
    this.#isStateWanted = this.#isStateAsked = false;
    this.#options.clock.clearTimeout(this.#holdTimer);
    this.#holdTimer = null;
  }

  subscribe(topics: readonly string[]): void {
    for (const topic of topics.map(foldTopic)) {
      this.#wanted.add(topic);
      this.#refused.delete(topic);
    }
    this.#schedule();
  }

  unsubscribe(topics: readonly string[]): void {
    for (const topic of topics.map(foldTopic)) this.#wanted.delete(topic);
    this.#schedule();
  }

  requestState(): void {
    this.#isStateWanted = true;
    this.#schedule();
  }

  stateArrived(): void {
    this.#isStateAsked = false;
    this.#schedule();
  }

  /** Frames are missing before one that came; nothing happens while a replay is under way. */
  missed(): void {
    const isUnderWay =
      this.#replay === 'wanted' ||
      (this.#replay === 'asked' && this.#options.clock.now() - this.#replayAskedAtMs < REPLAY_DEADLINE_MS);
    if (isUnderWay || this.isPositionFrozen) return;
    this.#replay = 'wanted';
    this.#flush();
  }

  caughtUp(): void {
    this.#replay = 'none';
  }

  /** The full set; answers whether it has topics that were not held before. */
  subscribed(topics: readonly string[]): boolean {
    const before = this.#held;
    this.#held = new Set(topics.map(foldTopic));
    const asked = this.#asked;
    // An answer without what was asked for is that of an earlier frame, sent twice because of a warning.
    if (asked?.topics.every((topic) => this.#held.has(topic) === asked.isSubscribe)) {
      if (asked.hasReplay) this.#owesReplay = false;
      this.#asked = null;
    }
    this.#schedule();
    return [...this.#held].some((topic) => !before.has(topic));
  }

  /** The topics that the error names, or all that were asked for, are left alone until the next connection. */
  refused({ issues = [] }: ErrorFrame): void {
    const asked = this.#asked?.topics ?? [];
    const named = asked.filter((_, index) => issues.some(({ path }) => path === `topics.${index}`));
    for (const topic of named.length > 0 ? named : asked) this.#refused.add(topic);
    this.#asked = null;
    this.#schedule();
  }

  /** H-8: asks again, later, for whatever has not come by then. */
  rateLimited(retryAfterMs: number): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#holdTimer);
    const delayMs = Math.max(MIN_HOLD_MS, retryAfterMs) + Math.floor(clock.random() * HOLD_SPREAD_MS);
    this.#holdTimer = clock.setTimeout(() => {
      this.#holdTimer = null;
      this.#asked = null;
      if (this.#replay === 'asked') this.#replay = 'wanted';
      this.#isStateWanted ||= this.#isStateAsked;
      this.#isStateAsked = false;
      this.#flush();
    }, delayMs);
  }

  /** At the end of the turn, so that what is asked for in one turn shares a frame. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (!this.#isOpen || this.#holdTimer !== null) return;
    if (this.#asked === null) this.#askForTopics();
    const position = this.#options.position();
    if (this.#replay === 'wanted' && position) {
      this.#replay = 'asked';
      this.#replayAskedAtMs = this.#options.clock.now();
      this.#options.send({ type: 'resume', logId: position.logId, since: position.seq });
    }
    if (this.#isStateWanted && !this.#isStateAsked) {
      this.#isStateWanted = false;
      this.#isStateAsked = true;
      this.#options.send({ type: 'get_state' });
    }
  }

  #askForTopics(): void {
    const isOpenFor = (topic: string): boolean => !this.#refused.has(topic);
    const added = [...this.#wanted].filter((topic) => !this.#held.has(topic) && isOpenFor(topic));
    const gone = [...this.#held].filter((topic) => !this.#wanted.has(topic) && isOpenFor(topic));
    // New ones first, because somebody waits for them; unless the old ones take their room.
    if (added.length > 0 && (gone.length === 0 || this.#held.size + added.length <= MAX_TOPICS)) {
      return this.#subscribe(added);
    }
    if (this.#owesReplay && added.length === 0) {
      this.#owesReplay = false;
      if (this.#isBehind || this.#held.size > 0) this.#replay = 'wanted';
    }
    if (gone.length === 0) return;
    const topics = firstThatFit(gone);
    this.#asked = { isSubscribe: false, topics, hasReplay: false };
    this.#options.send({ type: 'unsubscribe', topics });
  }

  #subscribe(added: readonly string[]): void {
    const topics = firstThatFit(added);
    const position = this.#options.position();
    // A replay with each of several frames would be taken for known: the first one moves the position past them all.
    const hasReplay = this.#owesReplay && this.#held.size === 0 && topics.length === added.length;
    this.#asked = { isSubscribe: true, topics, hasReplay };
    const from = hasReplay && position ? { since: position.seq, logId: position.logId } : {};
    this.#options.send({ type: 'subscribe', topics, ...from });
  }
}
