import type { HostFact, HostFactOf, MessageFact, Outcome } from '@waqtor/contracts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { type Log, errorName } from '../telemetry/log.ts';

type State = Omit<HostFactOf<'state'>, 'type'>;

/** Writes what happened into the outbox, together with all that must be true at the same instant. */
export class FactRecorder {
  readonly #sessionId: string;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onRows: () => void;
  readonly #onOutcome: (outcome: Outcome) => void;
  /** The room hears now what is written now. */
  readonly #isLinked: () => boolean;
  #last: State | null = null;

  /** `onRows` is called after rows are on disk, `onOutcome` after the first outcome of a command is. */
  constructor(
    sessionId: string,
    store: Store,
    clock: Clock,
    log: Log,
    onRows: () => void,
    onOutcome: (outcome: Outcome) => void = () => undefined,
    isLinked: () => boolean = () => true,
  ) {
    this.#isLinked = isLinked;
    this.#sessionId = sessionId;
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#onRows = onRows;
    this.#onOutcome = onOutcome;
  }

  /** The last status that was told. */
  get status(): State['status'] {
    return this.#last?.status ?? 'stopped';
  }

  /** A state that was just told is not told again. */
  state({ status, reason, clientInfo, recovery = null }: State): void {
    const before = this.#last;
    this.#last = { status, reason, clientInfo, recovery };
    if (JSON.stringify(before) !== JSON.stringify(this.#last)) void this.fact({ type: 'state', ...this.#last });
  }

  /** For a room that may believe something else; `assumed` where this process told nothing yet. */
  stateAgain(assumed: State): void {
    this.#last ??= assumed;
    void this.fact({ type: 'state', ...this.#last });
  }

  /**
   * Resolves when it is on disk, with what `also` writes (or, after the store was closed, never will be: then it is
   * logged).
   */
  async fact(fact: HostFact, also: () => void = () => undefined): Promise<void> {
    // Of use only now; kept, it would say later that somebody writes who has long stopped.
    if (fact.type === 'typing' && !this.#isLinked()) return;
    try {
      await this.#store.commit(() => {
        this.#write(fact);
        also();
      });
      this.#onRows();
    } catch (error) {
      this.#log.warn('A fact was not stored', { type: fact.type, error: errorName(error) });
    }
  }

  /** The one outcome of a command; a second one is ignored. */
  async outcome(outcome: Outcome): Promise<void> {
    const isFirst = await this.#store.commit(() => {
      const nowMs = this.#clock.now();
      if (!this.#store.inbox.settle(this.#sessionId, outcome, nowMs)) return false;
      this.#store.outbox.append(this.#sessionId, { type: 'outcome', ...outcome }, nowMs);
      return true;
    });
    if (isFirst) this.#onOutcome(outcome);
    this.#onRows();
  }

  /** The room asked again for a command that has its outcome. */
  async repeatOutcome(outcome: Outcome): Promise<void> {
    await this.#store.commit(() => {
      this.#store.outbox.append(this.#sessionId, { type: 'outcome', ...outcome }, this.#clock.now());
    });
    this.#onRows();
  }

  #write(fact: HostFact): void {
    const nowMs = this.#clock.now();
    this.#store.outbox.append(this.#sessionId, fact, nowMs);
    if (fact.type === 'message') this.#messageSeen(fact, nowMs);
    else if (fact.type === 'ack') this.#store.intents.raiseAck(this.#sessionId, fact.keyId, fact.ack);
    else if (fact.type === 'capabilities') this.#store.sessions.setCapabilities(this.#sessionId, fact.capabilities);
  }

  #messageSeen(fact: MessageFact, nowMs: number): void {
    // A phone with a wrong clock must not push the mark ahead: everything until then would never be looked for.
    const atMs = Math.min(Date.parse(fact.timestamp), nowMs);
    if (Number.isFinite(atMs)) this.#store.sessions.raiseHighWater(this.#sessionId, atMs);
    const isOurs = fact.fromMe && this.#store.intents.isOurs(this.#sessionId, fact.keyId);
    if (isOurs) this.#store.intents.raiseAck(this.#sessionId, fact.keyId, fact.ack);
    // What was sent from here came from the edge: it has the bytes.
    else if (fact.media !== null)
      this.#store.mediaJobs.add(
        this.#sessionId,
        { keyId: fact.keyId, waMessageId: fact.waMessageId, mimetype: fact.media.mimetype },
        nowMs,
      );
  }
}
