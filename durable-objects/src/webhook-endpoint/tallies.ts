const HOUR_MS = 60 * 60 * 1000;
/** W-5: the hour that runs and the 23 before it. */
export const STATS_HOURS = 24;
/** Up to here a time is counted by the millisecond, above it in steps of a twentieth. */
const EXACT_MS = 40;
const STEP = 1.05;

export type TallyKind = 'delivery' | 'attempt' | 'ms';

/** The bound under which a time is counted; at most a twentieth above it. */
export const boundOf = (ms: number): number =>
  ms <= EXACT_MS
    ? Math.max(0, Math.round(ms))
    : Math.ceil(EXACT_MS * STEP ** Math.ceil(Math.log(ms / EXACT_MS) / Math.log(STEP)));

/** Counts of one transaction, added up before they are written: of many deliveries a few rows. */
export class Counts {
  readonly #counts = new Map<string, { kind: TallyKind; name: string; by: number }>();

  count(kind: TallyKind, name: string): void {
    const key = `${kind} ${name}`;
    const known = this.#counts.get(key);
    if (known) known.by += 1;
    else this.#counts.set(key, { kind, name, by: 1 });
  }

  *[Symbol.iterator](): Iterator<{ kind: TallyKind; name: string; by: number }> {
    yield* this.#counts.values();
  }
}

/**
 * Counts by the hour, beside the log: figures of a day stay true and cheap, however many deliveries were forgotten
 * since, and need no row of them.
 */
export class Tallies {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Inside the transaction of what is counted. */
  count(now: number, kind: TallyKind, name: string, by = 1): void {
    this.#sql.exec(
      `INSERT INTO tallies (hour, kind, name, count) VALUES (?, ?, ?, ?)
       ON CONFLICT (hour, kind, name) DO UPDATE SET count = count + excluded.count`,
      Math.floor(now / HOUR_MS),
      kind,
      name,
      by,
    );
  }

  /** The same of many. */
  add(now: number, counts: Counts): void {
    for (const { kind, name, by } of counts) this.count(now, kind, name, by);
  }

  read(now: number): { at: number; kind: TallyKind; name: string; count: number }[] {
    return this.#sql
      .exec<{ hour: number; kind: TallyKind; name: string; count: number }>(
        'SELECT * FROM tallies WHERE hour > ? ORDER BY hour',
        Math.floor(now / HOUR_MS) - STATS_HOURS,
      )
      .toArray()
      .map(({ hour, ...rest }) => ({ at: hour * HOUR_MS, ...rest }));
  }

  forgetOld(now: number): void {
    this.#sql.exec('DELETE FROM tallies WHERE hour <= ?', Math.floor(now / HOUR_MS) - STATS_HOURS);
  }
}

/** Starts of the hours of the window, oldest first. */
export const hoursOf = (now: number): number[] =>
  Array.from({ length: STATS_HOURS }, (_, index) => (Math.floor(now / HOUR_MS) - STATS_HOURS + 1 + index) * HOUR_MS);
