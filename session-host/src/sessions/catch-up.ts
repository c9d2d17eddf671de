import type { HostFact, RoomFrame } from '@waqtor/contracts';
import { type Clock, sleep, withDeadline } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { type Log, errorName } from '../telemetry/log.ts';
import type { Opening } from './gate.ts';

/** Messages may come out of order around a cut; the room knows a message it has already. */
export const BACKFILL_OVERLAP_MS = 60_000;
const BACKFILL_DEADLINE_MS = 120_000;
const TRIES_MS = [0, 5_000, 30_000];
const FIND_DEADLINE_MS = 10_000;
/** Own messages looked up after a start, newest first. */
const MAX_ACK_LOOKUPS = 500;

/** What the room knows of a session, from its hello. */
export type RoomMarks = Pick<Extract<RoomFrame, { type: 'hello' }>, 'lastMessageAt' | 'openAcks'>;
type OpenAck = NonNullable<RoomMarks['openAcks']>[number];

export interface CatchUpOptions {
  sessionId: string;
  store: Store;
  clock: Clock;
  log: Log;
  record: (fact: HostFact) => Promise<void>;
}

/**
 * S-8: after every `ready`, what came while nobody listened and what was done to what was there, and the acks of own
 * messages that are not final.
 */
export class CatchUp {
  readonly #options: CatchUpOptions;
  /** Acks that the room waits for and that this store knows nothing of. */
  #openAcks: OpenAck[] = [];
  /** One after the other: two at once would tell the same messages twice. */
  #running: Promise<void> = Promise.resolve();

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  run(open: Opening): Promise<void> {
    this.#running = this.#running.then(() => this.#run(open));
    return this.#running;
  }

  /**
   * A store that is new for the session (disk lost, session moved) takes the room's marks as its own, once. Answers
   * true when there is something to look for because of them.
   */
  async adopt({ lastMessageAt, openAcks = [] }: RoomMarks): Promise<boolean> {
    const { sessionId, store } = this.#options;
    this.#openAcks = openAcks.filter(({ keyId }) => !store.intents.isOurs(sessionId, keyId));
    const atMs = lastMessageAt ? Date.parse(lastMessageAt) : null;
    const isAdopted = await store.commit(() => store.sessions.adoptMark(sessionId, atMs));
    return (isAdopted && atMs !== null) || this.#openAcks.length > 0;
  }

  async #run(open: Opening): Promise<void> {
    for (const [index, wait] of TRIES_MS.entries()) {
      if (open.signal.aborted) return;
      try {
        if (wait > 0) await sleep(this.#options.clock, wait, open.signal);
        await this.#backfill(open, index === TRIES_MS.length - 1);
        await this.#acks(open);
        return;
      } catch (error) {
        // The gap stays open on disk: the next ready looks again.
        if (open.signal.aborted) return;
        this.#options.log.warn('The catch-up failed', { error: errorName(error) });
      }
    }
  }

  async #backfill(open: Opening, isLastTry: boolean): Promise<void> {
    const { sessionId, store, clock, record, log } = this.#options;
    const row = store.sessions.get(sessionId);
    if (!row || row.gapSinceMs === null) return;
    const startedAt = clock.now();
    const gapSinceMs = row.gapSinceMs;
    const since = gapSinceMs - BACKFILL_OVERLAP_MS;
    const within = <T>(look: (signal: AbortSignal) => Promise<T>): Promise<T> =>
      withDeadline(clock, BACKFILL_DEADLINE_MS, look, open.signal);
    const facts = await within((signal) => open.engine.backfill(since, signal));
    await Promise.all(facts.map((fact) => record(fact)));
    // After the polls that they are votes in; the room knows a vote that it has by its time.
    const votes = await within((signal) => open.engine.backfillVotes(since, signal));
    await Promise.all(votes.map((vote) => record(vote)));
    // After the messages that they are about; the room knows what it has of them.
    const changes = await within((signal) => open.engine.backfillChanges(since, signal)).catch((error: unknown) => {
      if (!isLastTry || open.signal.aborted) throw error;
      // A page that cannot be asked this would keep the gap open for ever, and every start would look at more of it.
      log.warn('What was done to messages meanwhile stays unknown', { error: errorName(error) });
      return [];
    });
    await Promise.all(changes.map((change) => record(change)));
    // When the session stopped being ready meanwhile a new gap began, and marks of the room may have widened this one:
    // neither must be closed with what was looked through.
    await store.commit(() => {
      if (open.signal.aborted || store.sessions.get(sessionId)?.gapSinceMs !== gapSinceMs) return;
      store.sessions.closeGap(sessionId, startedAt);
    });
    log.info('The catch-up is done', { messages: facts.length, changes: changes.length });
  }

  async #acks(open: Opening): Promise<void> {
    const { sessionId, store, clock } = this.#options;
    for (const intent of store.intents.unread(sessionId, clock.now(), MAX_ACK_LOOKUPS)) await this.#ack(open, intent);
    for (const openAck of [...this.#openAcks]) {
      await this.#ack(open, openAck);
      this.#openAcks = this.#openAcks.filter((other) => other !== openAck);
    }
  }

  async #ack(open: Opening, { keyId, chatId, ack: known }: OpenAck): Promise<void> {
    const { clock, record } = this.#options;
    const find = (signal: AbortSignal) => open.engine.find(keyId, chatId, signal);
    const found = await withDeadline(clock, FIND_DEADLINE_MS, find, open.signal);
    if (found === null || found.ack <= known) return;
    await record({ type: 'ack', keyId, waMessageId: found.waMessageId, chatId, ack: found.ack });
  }
}
