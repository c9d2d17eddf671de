import type { RefusalKind } from '@waqtor/contracts';

/** From the first refusal to its row, and from one write to the next. */
export const REFUSAL_FLUSH_MS = 5_000;
/** Of a write that failed, by the request that made it; then the next refusal's request is asked. */
const MAX_RETRIES = 2;
const HOUR_MS = 60 * 60_000;

/** Whose refusals are counted when the handshake named no workspace that exists. */
export const NO_WORKSPACE = '';

/** Refusals of one kind within an hour. */
export interface RefusalRow {
  workspaceId: string;
  kind: RefusalKind;
  /** Epoch ms at which it began. */
  hour: number;
  count: number;
}

/** What the tally needs of the request whose refusal it counts. */
export interface RefusalTurn {
  now: () => number;
  /** Adds the counts to their rows: all of them, or none and throws. */
  write: (rows: RefusalRow[]) => Promise<void>;
  wait: (ms: number) => Promise<void>;
  waitUntil: (work: Promise<void>) => void;
  report: (error: unknown) => void;
}

/**
 * Refused handshakes in the memory of an isolate: a flood of them costs one write in 5 s. The request that is refused
 * first writes for those after it; when the write fails the counts stay. Lost with the isolate: 5 s of counts. Memory:
 * one row for each workspace that was really named.
 */
export class RefusalTally {
  readonly #waiting = new Map<string, RefusalRow>();
  #flushAt: number | null = null;

  count(workspaceId: string, kind: RefusalKind, turn: RefusalTurn): void {
    const now = turn.now();
    this.#add({ workspaceId, kind, hour: now - (now % HOUR_MS), count: 1 });
    // A flush that is overdue died with its request.
    if (this.#flushAt === null || now >= this.#flushAt + REFUSAL_FLUSH_MS) this.#flushLater(turn, MAX_RETRIES);
  }

  /** What no row holds yet. */
  waitingOf(workspaceId: string): RefusalRow[] {
    return [...this.#waiting.values()].filter((row) => row.workspaceId === workspaceId);
  }

  #add(row: RefusalRow): void {
    const key = `${row.workspaceId} ${row.kind} ${row.hour}`;
    const known = this.#waiting.get(key);
    if (known) known.count += row.count;
    else this.#waiting.set(key, { ...row });
  }

  #flushLater(turn: RefusalTurn, retries: number): void {
    this.#flushAt = turn.now() + REFUSAL_FLUSH_MS;
    turn.waitUntil(turn.wait(REFUSAL_FLUSH_MS).then(() => this.#flush(turn, retries)));
  }

  async #flush(turn: RefusalTurn, retries: number): Promise<void> {
    const rows = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#flushAt = null;
    if (rows.length === 0) return;
    try {
      await turn.write(rows);
    } catch (error) {
      for (const row of rows) this.#add(row);
      turn.report(error);
      // Unless somebody was refused meanwhile, whose request writes these as well.
      if (retries > 0 && this.#flushAt === null) this.#flushLater(turn, retries - 1);
    }
  }
}
