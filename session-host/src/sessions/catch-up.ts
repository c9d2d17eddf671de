import type { HostFact } from '@waqtor/contracts';
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

export interface CatchUpOptions {
  sessionId: string;
  store: Store;
  clock: Clock;
  log: Log;
  record: (fact: HostFact) => Promise<void>;
}

/** S-8: after every `ready`, what came while nobody listened, and the acks of own messages that are not final. */
export class CatchUp {
  readonly #options: CatchUpOptions;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  async run(open: Opening): Promise<void> {
    for (const wait of TRIES_MS) {
      try {
        if (wait > 0) await sleep(this.#options.clock, wait, open.signal);
        await this.#backfill(open);
        await this.#acks(open);
        return;
      } catch (error) {
        // The gap stays open on disk: the next ready looks again.
        if (open.signal.aborted) return;
        this.#options.log.warn('The catch-up failed', { error: errorName(error) });
      }
    }
  }

  async #backfill(open: Opening): Promise<void> {
    const { sessionId, store, clock, record, log } = this.#options;
    const row = store.sessions.get(sessionId);
    if (!row || row.gapSinceMs === null) return;
    const startedAt = clock.now();
    const since = row.gapSinceMs - BACKFILL_OVERLAP_MS;
    const facts = await withDeadline(
      clock,
      BACKFILL_DEADLINE_MS,
      (signal) => open.engine.backfill(since, signal),
      open.signal,
    );
    await Promise.all(facts.map(record));
    // When the session stopped being ready meanwhile a new gap began: it must not be closed with the old one.
    await store.commit(() => {
      if (!open.signal.aborted) store.sessions.closeGap(sessionId, startedAt);
    });
    log.info('The catch-up is done', { messages: facts.length });
  }

  async #acks(open: Opening): Promise<void> {
    const { sessionId, store, clock, record } = this.#options;
    for (const intent of store.intents.unread(sessionId, clock.now(), MAX_ACK_LOOKUPS)) {
      const found = await withDeadline(
        clock,
        FIND_DEADLINE_MS,
        (signal) => open.engine.find(intent.keyId, intent.chatId, signal),
        open.signal,
      );
      if (found === null || found.ack <= intent.ack) continue;
      const { waMessageId, ack } = found;
      await record({ type: 'ack', keyId: intent.keyId, waMessageId, chatId: intent.chatId, ack });
    }
  }
}
