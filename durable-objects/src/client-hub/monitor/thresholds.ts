import { DEFAULT_MONITOR_THRESHOLDS, type MonitorThresholds } from '@waqtor/contracts';

/** Only what was changed is stored, so that a better default reaches those who never chose. */
export class Thresholds {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  read(): MonitorThresholds {
    return { ...DEFAULT_MONITOR_THRESHOLDS, ...this.#changed() };
  }

  change(change: Partial<MonitorThresholds>): MonitorThresholds {
    this.#sql.exec(
      'INSERT INTO thresholds (id, body) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body',
      JSON.stringify({ ...this.#changed(), ...change }),
    );
    return this.read();
  }

  #changed(): Partial<MonitorThresholds> {
    const row = this.#sql.exec<{ body: string }>('SELECT body FROM thresholds').toArray()[0];
    return row ? (JSON.parse(row.body) as Partial<MonitorThresholds>) : {};
  }
}
