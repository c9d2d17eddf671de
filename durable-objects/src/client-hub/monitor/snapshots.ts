import type { HubFigures, MonitorSnapshot } from '@waqtor/contracts';
import { slidingCount, type WindowCounts } from '@waqtor/core/hub/window-counts';

/** H-14: snapshots are kept for 7 days. */
export const SNAPSHOT_AGE_MS = 7 * 24 * 60 * 60 * 1000;

/** What was counted since the hub began. */
interface Totals {
  received: number;
  broadcasts: number;
  errors: number;
  refusals: number;
}
const NOTHING: Totals = { received: 0, broadcasts: 0, errors: 0, refusals: 0 };

const totalsOf = ({ messages, errors, security }: HubFigures): Totals => ({
  received: messages.received,
  broadcasts: messages.broadcasts,
  errors: errors.total,
  refusals: Object.values(security).reduce((sum, count) => sum + count, 0),
});

/** A relay that lost its counts makes the sum smaller: nothing was counted backwards. */
const since = (totals: Totals, before: Totals): Totals => ({
  received: Math.max(0, totals.received - before.received),
  broadcasts: Math.max(0, totals.broadcasts - before.broadcasts),
  errors: Math.max(0, totals.errors - before.errors),
  refusals: Math.max(0, totals.refusals - before.refusals),
});

interface Last {
  at: number;
  totals: Totals;
  snapshot: MonitorSnapshot;
}

/** The hub every 5 minutes (H-14), in SQLite; the last one also says from where the next is counted. */
export class Snapshots {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Writes the moment and forgets what is too old; a repetition within one millisecond takes the place of the first. */
  take(figures: HubFigures, now: number): void {
    const totals = totalsOf(figures);
    const snapshot: MonitorSnapshot = {
      at: new Date(now).toISOString(),
      connections: figures.connections.current,
      bufferedBytes: figures.buffer.total,
      ...since(totals, this.#last()?.totals ?? NOTHING),
    };
    this.#sql.exec(
      'INSERT OR REPLACE INTO snapshots (at, body, totals) VALUES (?, ?, ?)',
      now,
      JSON.stringify(snapshot),
      JSON.stringify(totals),
    );
    this.#sql.exec('DELETE FROM snapshots WHERE at < ?', now - SNAPSHOT_AGE_MS);
  }

  /** Oldest first. */
  read(fromMs: number): MonitorSnapshot[] {
    return this.#sql
      .exec<{ body: string }>('SELECT body FROM snapshots WHERE at >= ? ORDER BY at', fromMs)
      .toArray()
      .map((row) => JSON.parse(row.body) as MonitorSnapshot);
  }

  /** What fell into the 5 minutes before now. */
  windowCounts(figures: HubFigures, now: number): WindowCounts {
    const last = this.#last();
    const current = since(totalsOf(figures), last?.totals ?? NOTHING);
    if (!last) return current;
    const elapsedMs = now - last.at;
    return {
      errors: slidingCount(last.snapshot.errors, current.errors, elapsedMs),
      refusals: slidingCount(last.snapshot.refusals, current.refusals, elapsedMs),
    };
  }

  #last(): Last | null {
    const row = this.#sql
      .exec<{ at: number; body: string; totals: string }>('SELECT * FROM snapshots ORDER BY at DESC LIMIT 1')
      .toArray()[0];
    if (!row) return null;
    return {
      at: row.at,
      totals: JSON.parse(row.totals) as Totals,
      snapshot: JSON.parse(row.body) as MonitorSnapshot,
    };
  }
}
