import { flushDelayMs, nextTickMs, SPARSE_TICK_MS } from '@waqtor/core/hub/batch-tick';
import { lastValuesOnly } from '@waqtor/core/hub/last-value';
import { logError } from '../../shared/log.ts';
import { MAX_FRAME_BYTES, MAX_PAGE_EVENTS } from '../log/event-log.ts';
import type { LiveEntry } from '../log/intake.ts';
import type { Connection } from './connection.ts';
import { DeliveryRound } from './delivery-round.ts';
import type { LiveSide } from './live-side.ts';
import { Replay } from './replay.ts';
import { eventsFrame } from './wire-frame.ts';

/** A client that filters is told its position at least this often, though nothing of it matched. */
const ADVANCE_AFTER_SEQ = 100;
const ADVANCE_AFTER_MS = 30_000;
/**
 * Ephemeral events kept for a client whose replay is under way, and not more than one frame of them; more of them are
 * dropped, as ephemeral ones may be.
 */
const MAX_HELD = 100;

/**
 * Live delivery (H-4, H-10, H-11). Every connection has one position in the log and moves forward only: behind the end
 * it is fed pages of the log (`replay`), at the end it is fed `#pending`. So a replay and live events cannot interleave
 * wrongly, and a wake-up continues where the attachment says. Without credit it stays where it is: its events wait in
 * the log and nowhere else.
 */
export class Broadcaster {
  readonly #log: LiveSide['log'];
  readonly #connections: LiveSide['connections'];
  readonly #counters: LiveSide['counters'];
  readonly #onStalled: (connection: Connection) => void;
  readonly #replay: Replay;
  #pending: LiveEntry[] = [];
  #lastFlushAt = 0;
  #tickMs = SPARSE_TICK_MS;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** `onStalled` is told who has no credit left. */
  constructor(
    { log, connections, counters }: Pick<LiveSide, 'log' | 'connections' | 'counters'>,
    onStalled: (connection: Connection) => void,
  ) {
    this.#log = log;
    this.#connections = connections;
    this.#counters = counters;
    this.#onStalled = onStalled;
    this.#replay = new Replay(log, { onStalled, guard: (connection, work) => this.#guarded(connection, work) });
  }

  /** After a wake-up: whoever is behind the log (asleep in the middle of a batch, or filtering) gets the rest. */
  catchUpAll(): void {
    const behind = this.#connections
      .all()
      .filter((connection) => isServed(connection) && connection.scannedSeq < this.#log.lastSeq);
    if (behind.length === 0) return;
    // One page serves all who are nearly there; reading it once each would cost a wake-up seconds.
    const from = Math.max(
      Math.min(...behind.map((connection) => connection.scannedSeq)),
      this.#log.lastSeq - MAX_PAGE_EVENTS,
    );
    const page = this.#log.page(from);
    const isWhole = page.length === this.#log.lastSeq - from;
    const round = new DeliveryRound(page);
    for (const connection of behind) {
      this.#guarded(connection, () => {
        if (isWhole && connection.scannedSeq >= from) this.#deliver(connection, round, Date.now());
        else this.replay(connection);
      });
    }
  }

  /** Hands over what was just stored: the first at once, what follows within a tick in one frame. */
  offer(entries: readonly LiveEntry[]): void {
    if (entries.length === 0 || this.#connections.size === 0) return;
    for (const entry of entries) this.#pending.push(entry);
    if (this.#timer !== null) return;
    const delay = flushDelayMs(Date.now(), this.#lastFlushAt, this.#tickMs, this.#connections.size);
    if (delay === 0) this.flush();
    else this.#timer = setTimeout(() => this.flush(), delay);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#pending.length === 0) return;
    const entries = lastValuesOnly(this.#pending);
    this.#pending = [];
    const now = Date.now();
    this.#lastFlushAt = now;
    this.#tickMs = nextTickMs(this.#tickMs, entries.length);
    this.#counters.broadcast(now);
    const round = new DeliveryRound(entries);
    for (const connection of this.#connections.all()) {
      this.#guarded(connection, () => {
        if (connection.isReplaying) hold(connection, entries);
        else if (isServed(connection)) this.#deliver(connection, round, now);
      });
    }
  }

  #deliver(connection: Connection, round: DeliveryRound, now: number): void {
    const loads = round.loadsFor(connection);
    const last = Math.max(connection.scannedSeq, round.lastSeq ?? 0);
    for (const [index, load] of loads.entries()) {
      const { sentSeq } = connection.attachment;
      const upTo = index === loads.length - 1 ? last : (load.upTo ?? sentSeq);
      connection.sendEvents(round.frame(load, sentSeq, upTo), upTo, now);
      // The rest is in the log; the client's ack brings it.
      if (connection.credit.isOver) return this.#onStalled(connection);
    }
    connection.scannedSeq = last;
    if (loads.length === 0) this.#advance(connection, now);
  }

  /** Tells a client that filters how far it is; rides on traffic, no timer of its own. */
  #advance(connection: Connection, now: number): void {
    const { scannedSeq } = connection;
    const behind = scannedSeq - connection.attachment.sentSeq;
    const isLong = behind >= ADVANCE_AFTER_SEQ || now - connection.lastEventsAt >= ADVANCE_AFTER_MS;
    if (behind > 0 && isLong) this.#tell(connection, scannedSeq, now);
  }

  /** Nothing of the positions up to `upTo` was for the client. */
  #tell(connection: Connection, upTo: number, now: number): void {
    connection.sendEvents(eventsFrame([], 0, connection.attachment.sentSeq, upTo), upTo, now);
  }

  /** Brings the position to the end of the log under the present topics: what follows is judged by the new ones. */
  settle(connection: Connection): void {
    if (connection.isReplaying || connection.credit.isOver) return;
    this.flush();
    if (connection.hasTopics && connection.scannedSeq < this.#log.lastSeq) {
      this.replay(connection);
      return;
    }
    if (connection.attachment.sentSeq < this.#log.lastSeq) this.#tell(connection, this.#log.lastSeq, Date.now());
  }

  /** Sends what lies between the connection and the end of the log, a page a turn, as far as its credit goes. */
  replay(connection: Connection): void {
    this.#replay.start(connection);
  }

  /**
   * After an ack: a client that had no credit goes on where it stood. From the log alone: what is pending lies behind
   * what it has not been sent, and would move it past that.
   */
  goOn(connection: Connection): void {
    if (connection.credit.isOver || connection.isReplaying || !connection.hasTopics) return;
    if (connection.scannedSeq < this.#log.lastSeq) this.replay(connection);
  }

  /** What goes wrong with one connection ends that one; the others get theirs. */
  #guarded(connection: Connection, work: () => void): void {
    try {
      work();
    } catch (error) {
      logError('A connection could not be served and is closed.', error);
      this.#counters.error('delivery', 'A connection could not be served and was closed.');
      connection.close('internal');
    }
  }
}

/**
 * Without topics a connection is told nothing, not even how far the log is: its `subscribe … since` may be on the way,
 * and a position told meanwhile would pass for events that it has.
 */
const isServed = (connection: Connection): boolean => connection.hasTopics && !connection.credit.isOver;

const hold = (connection: Connection, entries: readonly LiveEntry[]): void => {
  for (const { seq, keys, body, bytes, reader = null } of entries) {
    if (seq !== null || connection.held.length >= MAX_HELD || connection.heldBytes + bytes > MAX_FRAME_BYTES) continue;
    if (connection.wants(keys, null, reader)) connection.hold(body, bytes);
  }
};
