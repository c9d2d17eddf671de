import {
  ALIASED_EVENTS,
  type AttemptResult,
  type Delivery,
  type DeliveryDetail,
  type DeliveryQuery,
  type Page,
  type WebhookAlias,
} from '@waqtor/contracts';
import { decodeCursor, encodeCursor } from '@waqtor/core/hub/page-cursor';
import { MAX_LOGGED_ATTEMPTS } from './limits.ts';
import { toDelivery, type Cause, type DeliveryRow } from './delivery-row.ts';

const MAX_PAGE = 100;

type AttemptRow = {
  attempt: number;
  cause: Cause;
  started_at: string;
  duration_ms: number;
  status: number | null;
  error_code: string | null;
  request_headers: string;
  response_headers: string;
  response_excerpt: string;
};
type Condition = [sql: string, ...values: (string | number)[]];

const whereOf = (query: DeliveryQuery, after: number[]): Condition[] => {
  const conditions: Condition[] = after.map((n): Condition => ['n < ?', n]);
  if (query.state !== undefined) conditions.push(['state = ?', query.state]);
  if (query.event !== undefined) {
    const isAlias = Object.hasOwn(ALIASED_EVENTS, query.event);
    const type = isAlias ? ALIASED_EVENTS[query.event as WebhookAlias].type : query.event;
    conditions.push(['event_type = ?', type]);
    if (isAlias) conditions.push(['event_name = ?', query.event]);
  }
  if (query.since !== undefined) conditions.push(['created_at >= ?', Date.parse(query.since)]);
  if (query.until !== undefined) conditions.push(['created_at < ?', Date.parse(query.until)]);
  if (query.q !== undefined) conditions.push([query.q.startsWith('dlv_') ? 'id = ?' : 'event_id = ?', query.q]);
  return conditions;
};

/** What became of every delivery (W-5): each attempt, with what was sent and answered. */
export class DeliveryLog {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** The attempt; what it means for the delivery is the queue's. Of one whose content was deleted, no answer is kept. */
  record(row: DeliveryRow, result: AttemptResult): void {
    this.#sql.exec(
      `INSERT OR REPLACE INTO attempts (delivery_id, attempt, cause, started_at, duration_ms, status, error_code,
         request_headers, response_headers, response_excerpt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.id,
      result.attempt,
      row.cause,
      result.startedAt,
      result.durationMs,
      result.status,
      result.errorCode,
      JSON.stringify(result.requestHeaders),
      row.expunged ? '{}' : JSON.stringify(result.responseHeaders),
      row.expunged ? '' : result.responseExcerpt,
    );
    if (result.attempt > MAX_LOGGED_ATTEMPTS) {
      const upTo = result.attempt - MAX_LOGGED_ATTEMPTS;
      this.#sql.exec('DELETE FROM attempts WHERE delivery_id = ? AND attempt <= ?', row.id, upTo);
    }
  }

  /** Newest first; null for a cursor that is not ours. */
  list(query: DeliveryQuery, maxAttempts: number): Page<Delivery> | null {
    const after = query.cursor === undefined ? [] : decodeCursor(query.cursor, 1);
    if (after === null || !after.every((part) => /^\d{1,15}$/.test(part))) return null;
    const limit = Math.min(Math.max(1, query.limit), MAX_PAGE);
    const where = whereOf(query, after.map(Number));
    const rows = this.#sql
      .exec<DeliveryRow>(
        `SELECT * FROM deliveries ${where.length === 0 ? '' : `WHERE ${where.map(([sql]) => sql).join(' AND ')}`}
         ORDER BY n DESC LIMIT ?`,
        ...where.flatMap(([, ...values]) => values),
        limit + 1,
      )
      .toArray();
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const hasMore = rows.length > limit;
    return {
      data: shown.map((row) => toDelivery(row, maxAttempts)),
      nextCursor: hasMore && last ? encodeCursor([String(last.n)]) : null,
      hasMore,
    };
  }

  detail(row: DeliveryRow, maxAttempts: number): DeliveryDetail {
    const attempts = this.#sql
      .exec<AttemptRow>('SELECT * FROM attempts WHERE delivery_id = ? ORDER BY attempt', row.id)
      .toArray();
    return {
      ...toDelivery(row, maxAttempts),
      body: row.expunged === 1 ? null : row.body,
      attemptLog: attempts.map((attempt) => ({
        attempt: attempt.attempt,
        trigger: attempt.cause,
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

  /** Body and answers go, whatever the state; that it was delivered stays known. */
  expunge(row: DeliveryRow): void {
    this.#sql.exec(`UPDATE deliveries SET body = '', expunged = 1 WHERE n = ?`, row.n);
    this.#sql.exec(`UPDATE attempts SET response_headers = '{}', response_excerpt = '' WHERE delivery_id = ?`, row.id);
  }
}
