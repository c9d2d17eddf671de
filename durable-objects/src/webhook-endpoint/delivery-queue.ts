import type { Delivery, WaqtorEvent } from '@waqtor/contracts';
import { deliveryIdOf } from '@waqtor/core/deterministic-id';
import { deliveryBody } from '@waqtor/core/webhook/delivery-body';
import { orderLaneOf } from '@waqtor/core/webhook/order-lane';
import type { Cause, DeliveryRow } from './delivery-row.ts';
import type { Settings } from './settings.ts';

export interface NewDelivery {
  event: WaqtorEvent;
  name: string;
  cause: Cause;
}

/** What was heard last of a delivery; nulls before its first attempt. */
interface LastResult {
  status: number | null;
  errorCode: string | null;
  durationMs: number | null;
  startedAt: string | null;
}

/**
 * What waits and what is under way, in SQLite. `due_at` is null of what is settled, and of what waits behind another of
 * its lane (`ordered`): each settled delivery lets the next of its lane go, in the transaction that settles it.
 */
export class DeliveryQueue {
  readonly #sql: SqlStorage;
  #pendingBound = Number.POSITIVE_INFINITY;
  /** False when it is known that no attempt was asked for by hand. */
  #mayHaveManual = true;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** False when the event has its delivery already (W-2: one per event × endpoint). */
  add(settings: Settings, { event, name, cause }: NewDelivery, now: number): boolean {
    const isTest = cause === 'test';
    const lane = orderLaneOf(event);
    const waits = settings.ordered && !isTest && this.#isLaneBusy(lane);
    // Not by `rowsWritten`: in a table that counts its rows, a conflict writes the counter.
    const added = this.#sql.exec(
      `INSERT INTO deliveries (id, event_id, event_type, event_name, body, state, due_at, created_at, is_test, lane,
         cause, recovering) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING n`,
      deliveryIdOf(settings.endpointId, event.id),
      event.id,
      event.type,
      name,
      deliveryBody(event, name, { payload: settings.payload, isTest }),
      // A test never waits in the queue: its attempt is made at once, by whoever adds it.
      isTest ? 'sending' : 'pending',
      waits ? null : now,
      now,
      isTest ? 1 : 0,
      isTest ? '' : lane,
      cause,
      cause === 'recovery' ? 1 : 0,
    );
    const isNew = added.toArray().length > 0;
    this.#pendingBound += isNew ? 1 : 0;
    return isNew;
  }

  get(id: string): DeliveryRow | null {
    return this.#sql.exec<DeliveryRow>('SELECT * FROM deliveries WHERE id = ?', id).toArray()[0] ?? null;
  }

  /** By its number, which is never given twice. */
  at(n: number): DeliveryRow | null {
    return this.#sql.exec<DeliveryRow>('SELECT * FROM deliveries WHERE n = ?', n).toArray()[0] ?? null;
  }

  has(id: string): boolean {
    return this.#sql.exec('SELECT 1 FROM deliveries WHERE id = ?', id).toArray().length > 0;
  }

  /** Do fewer than `limit` wait? Counted only when an upper bound kept in memory says that it may be otherwise. */
  hasRoom(limit: number): boolean {
    if (this.#pendingBound >= limit) this.#pendingBound = this.pending();
    return this.#pendingBound < limit;
  }

  pending(): number {
    return this.#sql.exec<{ n: number }>(`SELECT COUNT(*) AS n FROM deliveries WHERE state = 'pending'`).one().n;
  }

  sending(): number {
    return this.#sql.exec<{ n: number }>(`SELECT COUNT(*) AS n FROM deliveries WHERE state = 'sending'`).one().n;
  }

  /** Marks the next due ones `sending` until `lostAt`, and counts the attempt. */
  take(limit: number, now: number, lostAt: number): DeliveryRow[] {
    if (limit <= 0) return [];
    // The plus keeps SQLite from choosing the index of all that ever had the state.
    return this.#sql
      .exec<DeliveryRow>(
        `SELECT * FROM deliveries WHERE due_at <= ? AND +state = 'pending' AND is_test = 0 ORDER BY due_at, n LIMIT ?`,
        now,
        limit,
      )
      .toArray()
      .map((row) => this.takeOne(row, lostAt));
  }

  /** The same of those that somebody asked for by hand: they pass breaker and throttle. */
  takeManual(limit: number, now: number, lostAt: number): DeliveryRow[] {
    if (!this.#mayHaveManual || limit <= 0) return [];
    const rows = this.#sql
      .exec<DeliveryRow>(
        `SELECT * FROM deliveries WHERE due_at <= ? AND +state = 'pending' AND cause = 'manual' ORDER BY n LIMIT ?`,
        now,
        limit,
      )
      .toArray();
    this.#mayHaveManual = rows.length > 0;
    return rows.map((row) => this.takeOne(row, lostAt));
  }

  takeOne(row: DeliveryRow, lostAt: number): DeliveryRow {
    this.#sql.exec(
      `UPDATE deliveries SET state = 'sending', attempts = attempts + 1, due_at = ? WHERE n = ?`,
      lostAt,
      row.n,
    );
    return { ...row, state: 'sending', attempts: row.attempts + 1, due_at: lostAt };
  }

  /** One attempt by hand; what it was it is again when that fails. One that is under way is left to it. */
  askByHand(row: DeliveryRow, now: number): void {
    this.#mayHaveManual = true;
    if (row.state === 'sending' || row.cause === 'manual') return;
    this.#sql.exec(
      `UPDATE deliveries SET held_state = state, held_due = due_at, state = 'pending', due_at = ?, cause = 'manual'
       WHERE n = ?`,
      now,
      row.n,
    );
  }

  /** What was `sending` when we died goes back: at least once, under the same event id. A test is not repeated. */
  recoverLost(now: number): void {
    const lost = this.#sql
      .exec<{ n: number }>(`SELECT n FROM deliveries WHERE state = 'sending' AND +due_at <= ?`, now)
      .toArray();
    for (const { n } of lost) {
      this.#sql.exec(
        `UPDATE deliveries SET state = CASE is_test WHEN 1 THEN 'failed' ELSE 'pending' END,
           due_at = CASE is_test WHEN 1 THEN NULL ELSE ? END WHERE n = ?`,
        now,
        n,
      );
      this.#mayHaveManual = true;
    }
  }

  /** When the next pending one is due, or the next sending one is taken for lost; null when nothing waits. */
  nextDueAt(): number | null {
    return this.#sql
      .exec<{ due: number | null }>('SELECT MIN(due_at) AS due FROM deliveries WHERE due_at IS NOT NULL')
      .one().due;
  }

  /** The delivery after an attempt, or given up without one: `dueAt` is the next one's time, null when it is settled. */
  settle(
    row: DeliveryRow,
    state: Delivery['state'],
    change: { failures: number; dueAt: number | null },
    result: LastResult = lastOf(row),
  ): void {
    const isSettled = state === 'delivered' || state === 'failed';
    // A recovery goes on under its own name until the delivery is settled; what was done by hand is over.
    const cause = row.recovering === 1 && !isSettled ? 'recovery' : 'schedule';
    this.#sql.exec(
      `UPDATE deliveries SET state = ?, due_at = ?, failures = ?, cause = ?, held_state = NULL, held_due = NULL,
         recovering = CASE WHEN ? THEN 0 ELSE recovering END, last_status = ?, last_error = ?, last_duration_ms = ?,
         last_attempt_at = ? WHERE n = ?`,
      state,
      change.dueAt,
      change.failures,
      row.is_test === 1 ? 'test' : cause,
      isSettled ? 1 : 0,
      result.status,
      result.errorCode,
      result.durationMs,
      result.startedAt,
      row.n,
    );
  }

  /** An attempt that changes nothing of the delivery but what was last heard. */
  noteLast(row: DeliveryRow, result: LastResult): void {
    this.#sql.exec(
      `UPDATE deliveries SET last_status = ?, last_error = ?, last_duration_ms = ?, last_attempt_at = ? WHERE n = ?`,
      result.status,
      result.errorCode,
      result.durationMs,
      result.startedAt,
      row.n,
    );
  }

  /** An attempt that nobody made: the Worker did not answer. */
  putBack(row: DeliveryRow, dueAt: number): void {
    this.#sql.exec(
      `UPDATE deliveries SET state = 'pending', due_at = ? WHERE n = ? AND state = 'sending' AND attempts = ?`,
      dueAt,
      row.n,
      row.attempts,
    );
    this.#mayHaveManual = true;
  }

  /** A failed one begins its schedule anew. */
  requeue(n: number, lane: string, isOrdered: boolean, now: number): void {
    this.#sql.exec(
      `UPDATE deliveries SET state = 'pending', failures = 0, cause = 'recovery', recovering = 1, due_at = ?
       WHERE n = ?`,
      isOrdered && this.#isLaneBusy(lane) ? null : now,
      n,
    );
  }

  /** Lets the next of a lane go, when none of it is under way. */
  promote(lane: string, now: number): void {
    if (this.#isLaneBusy(lane)) return;
    this.#sql.exec(
      `UPDATE deliveries SET due_at = ? WHERE n = (
         SELECT n FROM deliveries INDEXED BY deliveries_waiting
         WHERE lane = ? AND state = 'pending' AND due_at IS NULL ORDER BY n LIMIT 1)`,
      now,
      lane,
    );
  }

  /** After many were settled at once. */
  promoteAll(now: number): void {
    const lanes = this.#sql
      .exec<{ lane: string }>(
        `SELECT DISTINCT lane FROM deliveries INDEXED BY deliveries_waiting
         WHERE state = 'pending' AND due_at IS NULL`,
      )
      .toArray();
    for (const { lane } of lanes) this.promote(lane, now);
  }

  /** From now on in order: of each lane the first keeps its time, the others wait behind it. */
  beginOrder(): void {
    this.#sql.exec(
      `UPDATE deliveries SET due_at = NULL WHERE state = 'pending' AND cause <> 'manual' AND EXISTS (
         SELECT 1 FROM deliveries AS first
         WHERE first.due_at IS NOT NULL AND first.lane = deliveries.lane AND first.n < deliveries.n)`,
    );
  }

  /** From now on in any order. */
  endOrder(now: number): void {
    this.#sql.exec(`UPDATE deliveries SET due_at = ? WHERE state = 'pending' AND due_at IS NULL`, now);
  }

  /** What waits for its time goes out now. */
  hasten(now: number): void {
    this.#sql.exec(`UPDATE deliveries SET due_at = ?1 WHERE due_at > ?1 AND +state = 'pending'`, now);
  }

  #isLaneBusy(lane: string): boolean {
    return (
      this.#sql.exec('SELECT 1 FROM deliveries WHERE due_at IS NOT NULL AND lane = ? LIMIT 1', lane).toArray().length >
      0
    );
  }
}

const lastOf = (row: DeliveryRow): LastResult => ({
  status: row.last_status,
  errorCode: row.last_error,
  durationMs: row.last_duration_ms,
  startedAt: row.last_attempt_at,
});
