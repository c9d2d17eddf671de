import type { EventLog, LogGap } from '../log/event-log.ts';
import type { Connection } from './connection.ts';
import { eventsFrame } from './wire-frame.ts';

interface ReplayHooks {
  onStalled(connection: Connection): void;
  /** Runs work for a connection; what it throws ends that connection alone. */
  guard(connection: Connection, work: () => void): void;
}

/** Feeds a connection from the log, page by page, until it has caught up or its credit is used up (H-4, H-10). */
export class Replay {
  readonly #log: EventLog;
  readonly #hooks: ReplayHooks;

  constructor(log: EventLog, hooks: ReplayHooks) {
    this.#log = log;
    this.#hooks = hooks;
  }

  start(connection: Connection): void {
    if (connection.isReplaying) return;
    connection.isReplaying = true;
    this.#sendPage(connection);
  }

  #sendPage(connection: Connection): void {
    if (!connection.isOpen) return;
    if (connection.credit.isOver) return this.#pause(connection);
    // Retention may have overtaken a slow replay.
    const gap = this.#log.gapAfter(connection.scannedSeq);
    if (gap !== null) this.#tellGap(connection, gap);
    const page = this.#log.page(connection.scannedSeq);
    const wanted = page.filter((entry) => connection.wants(entry.keys, entry.seq));
    // A client may be ahead of a relay's copy: it stays there until the copy has come so far.
    const upTo = page.at(-1)?.seq ?? Math.max(this.#log.lastSeq, connection.scannedSeq);
    connection.scannedSeq = upTo;
    const isEnd = upTo >= this.#log.lastSeq;
    // The last frame is sent though empty: it tells the client that it has caught up.
    if (wanted.length > 0 || (isEnd && connection.attachment.sentSeq < upTo)) {
      const bodies = wanted.map((entry) => entry.body);
      const bytes = wanted.reduce((sum, entry) => sum + entry.bytes, 0);
      connection.sendEvents(eventsFrame(bodies, bytes, connection.attachment.sentSeq, upTo), upTo, Date.now());
      // The last page too starts the time in which an ack must come.
      if (connection.credit.isOver) return this.#pause(connection);
    }
    if (isEnd) return this.#finish(connection);
    // Other clients and producers have their turn between two pages.
    setTimeout(() => this.#hooks.guard(connection, () => this.#sendPage(connection)), 0);
  }

  /** Written at once: nothing may follow that would, and a wake-up would tell it again. */
  #tellGap(connection: Connection, gap: LogGap): void {
    const { sentSeq } = connection.attachment;
    // What lies before the gap was compared, and nothing of it was for the client: without being told it would miss it.
    if (sentSeq < gap.from - 1)
      connection.sendEvents(eventsFrame([], 0, sentSeq, gap.from - 1), gap.from - 1, Date.now());
    sendGap(connection, gap);
    connection.told(gap.to);
    connection.save();
  }

  /** Without credit: the ack goes on from `sentSeq`; ephemeral values that came meanwhile are old by then. */
  #pause(connection: Connection): void {
    connection.isReplaying = false;
    connection.forgetHeld();
    connection.scannedSeq = connection.attachment.sentSeq;
    this.#hooks.onStalled(connection);
  }

  #finish(connection: Connection): void {
    connection.isReplaying = false;
    const { held, heldBytes } = connection;
    connection.forgetHeld();
    if (held.length === 0) return;
    const { sentSeq } = connection.attachment;
    connection.sendEvents(eventsFrame(held, heldBytes, sentSeq, sentSeq), sentSeq, Date.now());
  }
}

export const sendGap = (connection: Connection, gap: LogGap): void =>
  connection.send(JSON.stringify({ type: 'gap', ...gap }));
