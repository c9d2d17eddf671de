import { flushDelayMs, nextTickMs, SPARSE_TICK_MS } from '@waqtor/core/hub/batch-tick';
import { logError } from '../shared/log.ts';
import type { Connection } from './connection.ts';
import type { Connections } from './connections.ts';
import type { HubCounters } from './monitor/counters.ts';
import { MAX_PAGE_EVENTS, type EventLog, type LogGap } from './event-log.ts';
import type { LiveEntry } from './intake.ts';

/** A client that filters is told its position at least this often, though nothing of it matched. */
const ADVANCE_AFTER_SEQ = 100;
const ADVANCE_AFTER_MS = 30_000;
/** Ephemeral events kept for a client whose replay is under way; more of them are dropped, as ephemeral ones may be. */
const MAX_HELD = 100;

/**
 * Live delivery (H-4, H-11). Every connection has one position in the log and moves forward only: behind the end it is
 * fed pages of the log (`replay`), at the end it is fed `#pending`. So a replay and live events cannot interleave
 * wrongly, and a wake-up continues where the attachment says.
 */
export class Broadcaster {
  readonly #log: EventLog;
  readonly #connections: Connections;
  readonly #counters: HubCounters;
  #pending: LiveEntry[] = [];
  #lastFlushAt = 0;
  #tickMs = SPARSE_TICK_MS;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(log: EventLog, connections: Connections, counters: HubCounters) {
    this.#log = log;
    this.#connections = connections;
    this.#counters = counters;
  }

  /** After a wake-up: whoever is behind the log (asleep in the middle of a batch, or filtering) gets the rest. */
  catchUpAll(): void {
    const behind = this.#connections
      .all()
      .filter((connection) => connection.hasTopics && connection.scannedSeq < this.#log.lastSeq);
    if (behind.length === 0) return;
    // One page serves all who are nearly there; reading it once each would cost a wake-up seconds.
    const from = Math.max(
      Math.min(...behind.map((connection) => connection.scannedSeq)),
      this.#log.lastSeq - MAX_PAGE_EVENTS,
    );
    const page = this.#log.page(from);
    const isWhole = page.length === this.#log.lastSeq - from;
    const chosen = new Map<string, LiveEntry[]>();
    for (const connection of behind) {
      guarded(connection, () => {
        if (isWhole && connection.scannedSeq >= from) this.#deliver(connection, page, chosen, Date.now());
        else this.replay(connection);
      });
    }
  }

  /** Hands over what was just stored: the first at once, what follows within a tick in one frame. */
  offer(entries: readonly LiveEntry[]): void {
    if (entries.length === 0 || this.#connections.size === 0) return;
    this.#pending.push(...entries);
    if (this.#timer !== null) return;
    const delay = flushDelayMs(Date.now(), this.#lastFlushAt, this.#tickMs, this.#connections.size);
    if (delay === 0) this.flush();
    else this.#timer = setTimeout(() => this.flush(), delay);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const entries = this.#pending;
    if (entries.length === 0) return;
    this.#pending = [];
    const now = Date.now();
    this.#lastFlushAt = now;
    this.#counters.broadcast(now);
    this.#tickMs = nextTickMs(this.#tickMs, entries.length);
    // Chosen once for all connections that would choose alike.
    const chosen = new Map<string, LiveEntry[]>();
    for (const connection of this.#connections.all()) {
      if (!connection.hasTopics) continue;
      guarded(connection, () => {
        if (connection.isReplaying) this.#hold(connection, entries);
        else this.#deliver(connection, entries, chosen, now);
      });
    }
  }

  #deliver(connection: Connection, entries: readonly LiveEntry[], chosen: Map<string, LiveEntry[]>, now: number): void {
    const wanted = this.#choose(connection, entries, chosen);
    const last = Math.max(connection.scannedSeq, lastSeqOf(entries) ?? 0);
    for (let from = 0; from < wanted.length; from += MAX_PAGE_EVENTS) {
      const frame = wanted.slice(from, from + MAX_PAGE_EVENTS);
      const isLast = from + MAX_PAGE_EVENTS >= wanted.length;
      const upTo = isLast ? last : (lastSeqOf(frame) ?? connection.attachment.sentSeq);
      connection.sendEvents(
        frame.map((entry) => entry.body),
        upTo,
        now,
      );
    }
    connection.scannedSeq = last;
    if (wanted.length === 0) this.#advance(connection, now);
  }

  #choose(connection: Connection, entries: readonly LiveEntry[], chosen: Map<string, LiveEntry[]>): LiveEntry[] {
    const key = `${connection.scannedSeq} ${connection.audience}`;
    const isShared = connection.attachment.covered === null;
    const known = isShared ? chosen.get(key) : undefined;
    if (known) return known;
    const wanted = entries.filter(
      (entry) => (entry.seq === null || entry.seq > connection.scannedSeq) && connection.wants(entry.keys, entry.seq),
    );
    if (isShared) chosen.set(key, wanted);
    return wanted;
  }

  /** Tells a client that filters how far it is; rides on traffic, no timer of its own. */
  #advance(connection: Connection, now: number): void {
    const behind = connection.scannedSeq - connection.attachment.sentSeq;
    const isLong = behind >= ADVANCE_AFTER_SEQ || now - connection.lastEventsAt >= ADVANCE_AFTER_MS;
    if (behind > 0 && isLong) connection.sendEvents([], connection.scannedSeq, now);
  }

  #hold(connection: Connection, entries: readonly LiveEntry[]): void {
    for (const entry of entries) {
      if (entry.seq !== null || connection.held.length >= MAX_HELD) continue;
      if (connection.wants(entry.keys, null)) connection.held.push(entry.body);
    }
  }

  /** Brings the position to the end of the log under the present topics: what follows is judged by the new ones. */
  settle(connection: Connection): void {
    if (connection.isReplaying) return;
    this.flush();
    if (connection.hasTopics && connection.scannedSeq < this.#log.lastSeq) {
      this.replay(connection);
      return;
    }
    if (connection.attachment.sentSeq < this.#log.lastSeq) connection.sendEvents([], this.#log.lastSeq, Date.now());
  }

  /** Moves a connection to `since` (of this log); answers the gap that it has to be told, if any. */
  rewind(connection: Connection, since: number): LogGap | null {
    // A position beyond the end is of a log that we do not have: all of it is unknown to the client.
    const gap = since > this.#log.lastSeq ? { from: 0, to: this.#log.lastSeq } : this.#log.gapAfter(since);
    connection.told(gap === null ? since : gap.to);
    connection.save();
    return gap;
  }

  /** Sends what lies between the connection and the end of the log, a page a turn. */
  replay(connection: Connection): void {
    if (connection.isReplaying) return;
    connection.isReplaying = true;
    this.#replayPage(connection);
  }

  #replayPage(connection: Connection): void {
    if (!connection.isOpen) return;
    // Retention may have overtaken a slow replay.
    const gap = this.#log.gapAfter(connection.scannedSeq);
    if (gap !== null) {
      sendGap(connection, gap);
      connection.told(gap.to);
    }
    const page = this.#log.page(connection.scannedSeq);
    const bodies = page.filter((entry) => connection.wants(entry.keys, entry.seq)).map((entry) => entry.body);
    const upTo = page.at(-1)?.seq ?? this.#log.lastSeq;
    connection.scannedSeq = upTo;
    const isEnd = upTo >= this.#log.lastSeq;
    // The last frame is sent though empty: it tells the client that it has caught up.
    if (bodies.length > 0 || (isEnd && connection.attachment.sentSeq < upTo)) {
      connection.sendEvents(bodies, upTo, Date.now());
    }
    if (!isEnd) {
      // Other clients and producers have their turn between two pages.
      setTimeout(() => guarded(connection, () => this.#replayPage(connection)), 0);
      return;
    }
    connection.isReplaying = false;
    const { held } = connection;
    connection.held = [];
    if (held.length > 0) connection.sendEvents(held, connection.attachment.sentSeq, Date.now());
  }
}

/** What goes wrong with one connection ends that one; the others get theirs. */
const guarded = (connection: Connection, deliver: () => void): void => {
  try {
    deliver();
  } catch (error) {
    logError('A connection could not be served and is closed.', error);
    connection.close(1011, 'internal');
  }
};

export const sendGap = (connection: Connection, gap: LogGap): void =>
  connection.send(JSON.stringify({ type: 'gap', ...gap }));

const lastSeqOf = (entries: readonly LiveEntry[]): number | null => {
  for (let i = entries.length - 1; i >= 0; i--) {
    const seq = entries[i]?.seq;
    if (seq !== null && seq !== undefined) return seq;
  }
  return null;
};
