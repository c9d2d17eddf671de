import type { NewAuditRow } from '@waqtor/contracts';

/** Requests that are one row, as long as one actor does one thing. */
export const GROUP_WINDOW_MS = 5 * 60_000;
/** From a request to the count in the database, at most; a group is written no more often. */
export const FLUSH_MS = 10_000;
/** A request may work on for 30 s after its answer: a database that is away for less costs nothing. */
const MAX_RETRIES = 2;
/** A row settles so long after its window, for the last count to arrive. */
export const GROUP_GRACE_MS = 30_000;
/** Groups in memory of one isolate; the oldest makes room, and the next request of its kind begins a new row. */
const MAX_GROUPS = 5_000;

interface Group {
  row: NewAuditRow;
  endsAt: number;
  /** What the database knows; 0: not even the row. */
  written: number;
  /** When the count is written next; null: nothing waits. */
  flushAt: number | null;
}

/** What a group needs of the request that it is counted in. */
export interface GroupTurn {
  now: number;
  write: (row: NewAuditRow, now: Date) => Promise<void>;
  wait: (ms: number) => Promise<void>;
  waitUntil: (work: Promise<void>) => void;
  report: (error: unknown) => void;
}

/**
 * Rows that stand for many requests, in the memory of an isolate. The first of a group is written at once, later ones
 * are counted and written with a delay by the request that counted first: counts of the last 10 s may be lost with the
 * isolate, the row itself is not. Costs a request that only counts microseconds.
 */
export class GroupedRows {
  readonly #groups = new Map<string, Group>();

  /** Counts one request of the group `key`; `newRow` is asked when it is the first of its window. */
  count(key: string, turn: GroupTurn, newRow: () => NewAuditRow): void {
    const known = this.#groups.get(key);
    if (known !== undefined && turn.now < known.endsAt) {
      known.row.count += 1;
      this.#flushLater(known, turn);
      return;
    }
    const endsAt = turn.now + GROUP_WINDOW_MS;
    const group = { row: newRow(), endsAt, written: 0, flushAt: null };
    group.row.settledAt = new Date(endsAt + GROUP_GRACE_MS);
    this.#groups.delete(key);
    this.#groups.set(key, group);
    if (this.#groups.size > MAX_GROUPS) this.#groups.delete(this.#groups.keys().next().value as string);
    turn.waitUntil(this.#flush(group, turn));
    // Its last count, should the request that was to write it have died.
    if (known && known.written < known.row.count) turn.waitUntil(this.#flush(known, turn));
  }

  #flushLater(group: Group, turn: GroupTurn): void {
    // One that is overdue died with its request.
    if (group.flushAt !== null && turn.now < group.flushAt + FLUSH_MS) return;
    group.flushAt = turn.now + FLUSH_MS;
    turn.waitUntil(
      turn.wait(FLUSH_MS).then(() => {
        group.flushAt = null;
        return this.#flush(group, turn);
      }),
    );
  }

  async #flush(group: Group, turn: GroupTurn, retries = MAX_RETRIES): Promise<void> {
    const { count } = group.row;
    try {
      await turn.write({ ...group.row, count }, new Date());
      group.written = Math.max(group.written, count);
    } catch (error) {
      turn.report(error);
      if (retries === 0) return;
      await turn.wait(FLUSH_MS);
      await this.#flush(group, turn, retries - 1);
    }
  }
}
