import type { EndpointSubscription, WaqtorEvent, WebhookEndpointRpc, WebhookFilter } from '@waqtor/contracts';
import { endpointName } from '@waqtor/core/object-name';
import { deliveredName } from '@waqtor/core/webhook/event-filter';
import { logError } from '../../shared/log.ts';
import type { Hub } from '../hub.ts';
import { DRAIN_JOB } from '../jobs.ts';

/** Events handed over in one call. */
export const MAX_ENQUEUE_EVENTS = 100;
/** Positions looked at between two writes of a cursor. */
const SCAN_EVENTS = 500;
/** Armed before a drain begins: should the object die in it, the alarm goes on. */
const SAFETY_MS = 5_000;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 5 * 60 * 1000;

type Row = {
  endpoint_id: string;
  events: string;
  session_id: string | null;
  filter: string | null;
  enabled: number;
  cursor: number;
  failures: number;
  retry_at: number;
};
interface Endpoint extends EndpointSubscription {
  cursor: number;
  failures: number;
  retryAt: number;
}

/**
 * One cursor per webhook endpoint (design §3): a drain is single-flight, moves its cursor on the endpoint's answer,
 * and knows nothing of the others, so that a slow or dead endpoint delays neither them nor the log.
 */
export class EndpointDrain {
  readonly #hub: Hub;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #draining = new Set<string>();

  constructor(hub: Hub) {
    this.#hub = hub;
    for (const row of hub.sql.exec<Row>('SELECT * FROM endpoints')) this.#endpoints.set(row.endpoint_id, fromRow(row));
  }

  put(subscription: EndpointSubscription): void {
    const known = this.#endpoints.get(subscription.endpointId);
    // What passed while it was silent is not sent later: that is a replay, asked for by itself.
    const cursor = known?.enabled ? known.cursor : this.#hub.log.lastSeq;
    const endpoint = { ...subscription, cursor, failures: 0, retryAt: 0 };
    this.#hub.sql.exec(
      `INSERT OR REPLACE INTO endpoints (endpoint_id, events, session_id, filter, enabled, cursor)
       VALUES (?, ?, ?, ?, ?, ?)`,
      subscription.endpointId,
      JSON.stringify(subscription.events),
      subscription.sessionId,
      subscription.filter ? JSON.stringify(subscription.filter) : null,
      subscription.enabled ? 1 : 0,
      cursor,
    );
    this.#endpoints.set(subscription.endpointId, endpoint);
    this.kick(subscription.endpointId);
  }

  remove(endpointId: string): void {
    this.#hub.sql.exec('DELETE FROM endpoints WHERE endpoint_id = ?', endpointId);
    this.#hub.schedule.cancel(DRAIN_JOB, endpointId);
    this.#endpoints.delete(endpointId);
  }

  /** Null when it is not known here, or was removed. */
  subscriptionOf(endpointId: string): EndpointSubscription | null {
    return this.#endpoints.get(endpointId) ?? null;
  }

  /** Cursors that the log must respect. */
  cursors(): number[] {
    return [...this.#endpoints.values()].filter((endpoint) => endpoint.enabled).map((endpoint) => endpoint.cursor);
  }

  wantsType(type: string): boolean {
    return [...this.#endpoints.values()].some((endpoint) => endpoint.enabled && endpoint.events.includes(type));
  }

  kickAll(): void {
    for (const endpointId of this.#endpoints.keys()) this.kick(endpointId);
  }

  /** The handler of DRAIN_JOB; a drain under way keeps its safety alarm. */
  resume(endpointId: string): number | undefined {
    this.kick(endpointId, true);
    return this.#draining.has(endpointId) ? SAFETY_MS : undefined;
  }

  /** Starts a drain unless one runs or its retry is not due; never throws. `isDue`: the alarm says that it is. */
  kick(endpointId: string, isDue = false): void {
    const endpoint = this.#endpoints.get(endpointId);
    if (!endpoint?.enabled || this.#draining.has(endpointId)) return;
    if (endpoint.cursor >= this.#hub.log.lastSeq) return;
    if (!isDue && endpoint.retryAt > Date.now()) return;
    this.#draining.add(endpointId);
    this.#hub.schedule.move(DRAIN_JOB, Date.now() + SAFETY_MS, endpointId);
    this.#hub.ctx.waitUntil(
      this.#drain(endpointId)
        .then(() => this.#hub.schedule.cancel(DRAIN_JOB, endpointId))
        .catch((error: unknown) => this.#retryLater(endpointId, error))
        .finally(() => {
          this.#draining.delete(endpointId);
          // Something may have come between the last look at the log and here.
          this.kick(endpointId);
        }),
    );
  }

  /** Best effort, at once and beside the log: there is no position to come back to. */
  offerEphemeral(event: WaqtorEvent): void {
    for (const endpoint of this.#endpoints.values()) {
      if (!endpoint.enabled) continue;
      const name = deliveredName(endpoint, event);
      if (name === null) continue;
      this.#hub.ctx.waitUntil(
        this.#stub(endpoint.endpointId)
          .enqueue([{ event, name }])
          .catch((error: unknown) => logError('An ephemeral event did not reach its endpoint.', error)),
      );
    }
  }

  async #drain(endpointId: string): Promise<void> {
    for (;;) {
      const endpoint = this.#endpoints.get(endpointId);
      if (!endpoint?.enabled || endpoint.cursor >= this.#hub.log.lastSeq) return;
      const { wanted, upTo } = this.#nextBatch(endpoint);
      if (wanted.length > 0) await this.#stub(endpointId).enqueue(wanted);
      this.#advance(endpointId, endpoint.cursor, upTo);
    }
  }

  /** The next events that the endpoint wants, and the position up to which it has then been served. */
  #nextBatch(endpoint: Endpoint): { wanted: { event: WaqtorEvent; name: string }[]; upTo: number } {
    const wanted: { event: WaqtorEvent; name: string }[] = [];
    const page = this.#hub.log.page(endpoint.cursor, SCAN_EVENTS);
    // Rows that were erased leave nothing to wait for.
    let upTo = page.length === 0 ? this.#hub.log.lastSeq : endpoint.cursor;
    for (const entry of page) {
      if (wanted.length === MAX_ENQUEUE_EVENTS) break;
      const event = JSON.parse(entry.body) as WaqtorEvent;
      const name = deliveredName(endpoint, event);
      if (name !== null) wanted.push({ event, name });
      upTo = entry.seq;
    }
    return { wanted, upTo };
  }

  /** Only from where the batch began: the endpoint may have been silenced and woken during the call. */
  #advance(endpointId: string, from: number, upTo: number): void {
    const endpoint = this.#endpoints.get(endpointId);
    if (!endpoint || endpoint.cursor !== from) return;
    this.#hub.sql.exec(
      'UPDATE endpoints SET cursor = ?, failures = 0, retry_at = 0 WHERE endpoint_id = ?',
      upTo,
      endpointId,
    );
    this.#endpoints.set(endpointId, { ...endpoint, cursor: upTo, failures: 0, retryAt: 0 });
  }

  #retryLater(endpointId: string, error: unknown): void {
    const endpoint = this.#endpoints.get(endpointId);
    if (!endpoint) return;
    const failures = endpoint.failures + 1;
    const retryAt = Date.now() + Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
    logError('An endpoint did not take its events; it is tried again.', error, { failures });
    this.#hub.sql.exec(
      'UPDATE endpoints SET failures = ?, retry_at = ? WHERE endpoint_id = ?',
      failures,
      retryAt,
      endpointId,
    );
    this.#endpoints.set(endpointId, { ...endpoint, failures, retryAt });
    this.#hub.schedule.move(DRAIN_JOB, retryAt, endpointId);
  }

  #stub(endpointId: string): WebhookEndpointRpc {
    const name = endpointName(this.#hub.log.workspaceId ?? '', endpointId);
    return this.#hub.env.WEBHOOK_ENDPOINT.getByName(name) as unknown as WebhookEndpointRpc;
  }
}

const fromRow = (row: Row): Endpoint => ({
  endpointId: row.endpoint_id,
  events: JSON.parse(row.events) as string[],
  sessionId: row.session_id,
  filter: row.filter === null ? null : (JSON.parse(row.filter) as WebhookFilter),
  enabled: row.enabled === 1,
  cursor: row.cursor,
  failures: row.failures,
  retryAt: row.retry_at,
});
