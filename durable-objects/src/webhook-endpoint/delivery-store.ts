import type { AttemptResult, Delivery, DeliveryDetail, Page, WaqtorEvent } from '@waqtor/contracts';
import { deliveryIdOf } from '@waqtor/core/deterministic-id';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';

export type DeliveryRow = {
  n: number;
  id: string;
  event_id: string;
  event_type: string;
  event_name: string;
  body: string;
  state: Delivery['state'];
  attempts: number;
  failures: number;
  due_at: number | null;
  last_status: number | null;
  last_error: string | null;
  created_at: number;
  is_test: number;
};
type AttemptRow = {
  attempt: number;
  started_at: string;
  duration_ms: number;
  status: number | null;
  error_code: string | null;
  request_headers: string;
  response_headers: string;
  response_excerpt: string;
};

/** W-2: the event with `event` beside `type`. Called once per delivery; the string is what every attempt sends. */
const bodyOf = ({ id, logId, seq, type, ...rest }: WaqtorEvent, name: string): string =>
  JSON.stringify({ id, logId, seq, type, event: name, ...rest });

/** Deliveries and attempts of one endpoint, in SQLite. */
export class DeliveryStore {
  readonly #sql: SqlStorage;
  #pendingBound = Number.POSITIVE_INFINITY;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** False when the event has its delivery already (W-2: one per event × endpoint). */
  add(endpointId: string, event: WaqtorEvent, name: string, now: number, isTest = false): boolean {
    const { rowsWritten } = this.#sql.exec(
      `INSERT INTO deliveries (id, event_id, event_type, event_name, body, state, due_at, created_at, is_test)
       VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
      deliveryIdOf(endpointId, event.id),
      event.id,
      event.type,
      name,
      bodyOf(event, name),
      now,
      now,
      isTest ? 1 : 0,
    );
    this.#pendingBound += 1;
    return rowsWritten > 0;
  }

  get(id: string): DeliveryRow | null {
    return this.#sql.exec<DeliveryRow>('SELECT * FROM deliveries WHERE id = ?', id).toArray()[0] ?? null;
  }

  /** Do fewer than `limit` wait? Counted only when an upper bound kept in memory says that it may be otherwise. */
  hasRoom(limit: number): boolean {
    if (this.#pendingBound >= limit) {
      this.#pendingBound = this.#sql
        .exec<{ n: number }>(`SELECT COUNT(*) AS n FROM deliveries WHERE state = 'pending'`)
        .one().n;
    }
    return this.#pendingBound < limit;
  }

  /** Marks the next due ones `sending` until `lostAt`, and counts the attempt. */
  take(limit: number, now: number, lostAt: number): DeliveryRow[] {
    const due = this.#sql
      .exec<DeliveryRow>(
        `SELECT * FROM deliveries WHERE state = 'pending' AND due_at <= ? AND is_test = 0 ORDER BY due_at, n LIMIT ?`,
        now,
        limit,
      )
      .toArray();
    return due.map((row) => this.takeOne(row, lostAt));
  }

  takeOne(row: DeliveryRow, lostAt: number): DeliveryRow {
    this.#sql.exec(
      `UPDATE deliveries SET state = 'sending', attempts = attempts + 1, due_at = ? WHERE id = ?`,
      lostAt,
      row.id,
    );
    return { ...row, state: 'sending', attempts: row.attempts + 1, due_at: lostAt };
  }

  /** What was `sending` when we died goes back: at least once, under the same event id. A test is not repeated. */
  recoverLost(now: number): void {
    this.#sql.exec(
      `UPDATE deliveries SET state = 'failed', due_at = NULL WHERE state = 'sending' AND due_at <= ? AND is_test = 1`,
      now,
    );
    this.#sql.exec(
      `UPDATE deliveries SET state = 'pending', due_at = ?1 WHERE state = 'sending' AND due_at <= ?1`,
      now,
    );
  }

  /** When the next pending one is due, or the next sending one is taken for lost; null when nothing waits. */
  nextDueAt(): number | null {
    return this.#sql
      .exec<{ due: number | null }>(`SELECT MIN(due_at) AS due FROM deliveries WHERE state IN ('pending', 'sending')`)
      .one().due;
  }

  /** The delivery after an attempt: `dueAt` is the next one's time, null when it is settled. */
  settle(id: string, state: Delivery['state'], change: { failed: boolean; dueAt: number | null }): void {
    this.#sql.exec(
      'UPDATE deliveries SET state = ?, due_at = ?, failures = failures + ? WHERE id = ?',
      state,
      change.dueAt,
      change.failed ? 1 : 0,
      id,
    );
  }

  record(result: AttemptResult): void {
    this.#sql.exec(
      'UPDATE deliveries SET last_status = ?, last_error = ? WHERE id = ?',
      result.status,
      result.errorCode,
      result.deliveryId,
    );
    this.#sql.exec(
      `INSERT OR REPLACE INTO attempts (delivery_id, attempt, started_at, duration_ms, status, error_code,
         request_headers, response_headers, response_excerpt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      result.deliveryId,
      result.attempt,
      result.startedAt,
      result.durationMs,
      result.status,
      result.errorCode,
      JSON.stringify(result.requestHeaders),
      JSON.stringify(result.responseHeaders),
      result.responseExcerpt,
    );
  }

  /** Newest first; null for a cursor that is not ours. */
  list(query: {
    cursor?: string | undefined;
    limit: number;
    state?: Delivery['state'] | undefined;
  }): Page<Delivery> | null {
    const after = query.cursor === undefined ? [] : decodeCursor(query.cursor, 1);
    if (after === null || !after.every((part) => /^\d{1,15}$/.test(part))) return null;
    const limit = Math.min(Math.max(1, query.limit), 100);
    const where = [...after.map(() => 'n < ?'), ...(query.state === undefined ? [] : ['state = ?'])];
    const rows = this.#sql
      .exec<DeliveryRow>(
        `SELECT * FROM deliveries ${where.length === 0 ? '' : `WHERE ${where.join(' AND ')}`} ORDER BY n DESC LIMIT ?`,
        ...after.map(Number),
        ...(query.state === undefined ? [] : [query.state]),
        limit + 1,
      )
      .toArray();
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const hasMore = rows.length > limit;
    return {
      data: shown.map(toDelivery),
      nextCursor: hasMore && last ? encodeCursor([String(last.n)]) : null,
      hasMore,
    };
  }

  detail(id: string): DeliveryDetail | null {
    const row = this.get(id);
    if (!row) return null;
    const attempts = this.#sql
      .exec<AttemptRow>('SELECT * FROM attempts WHERE delivery_id = ? ORDER BY attempt', id)
      .toArray();
    return {
      ...toDelivery(row),
      body: row.body,
      attemptLog: attempts.map((attempt) => ({
        attempt: attempt.attempt,
        startedAt: attempt.started_at,
        durationMs: attempt.duration_ms,
        status: attempt.status,
        errorCode: attempt.error_code,
        requestHeaders: JSON.parse(attempt.request_headers) as Record<string, string>,
        responseHeaders: JSON.parse(attempt.response_headers) as Record<string, string>,
        responseExcerpt: attempt.response_excerpt,
      })),
    };
  }
}

const toDelivery = (row: DeliveryRow): Delivery => ({
  id: row.id,
  eventId: row.event_id,
  eventType: row.event_type,
  state: row.state,
  attempts: row.attempts,
  lastStatus: row.last_status,
  lastErrorCode: row.last_error,
  nextAttemptAt: row.state === 'pending' && row.due_at !== null ? new Date(row.due_at).toISOString() : null,
  createdAt: new Date(row.created_at).toISOString(),
  isTest: row.is_test === 1,
});
