import {
  ok,
  refuse,
  type Delivery,
  type DeliveryDetail,
  type DeliveryQuery,
  type Page,
  type Result,
} from '@waqtor/contracts';
import { toDelivery, type DeliveryRow } from './delivery-row.ts';
import type { Endpoint } from './endpoint.ts';
import { countSettled } from './recovery/progress.ts';
import type { Settings } from './settings.ts';

export const listDeliveries = (endpoint: Endpoint, query: DeliveryQuery): Result<Page<Delivery>> => {
  const { settings } = endpoint;
  if (!settings) return refuse('not_found');
  const page = endpoint.log.list(query, settings.retry.attempts);
  return page ? ok(page) : refuse('invalid_cursor');
};

export const showDelivery = (endpoint: Endpoint, deliveryId: string): Result<DeliveryDetail> => {
  const found = find(endpoint, deliveryId);
  return found ? ok(endpoint.log.detail(found.row, found.settings.retry.attempts)) : refuse('not_found');
};

/** One attempt as soon as may be, beside the schedule; it waits in the queue, so that no crash forgets it. */
export const resendDelivery = (endpoint: Endpoint, deliveryId: string): Result<Delivery> => {
  const found = find(endpoint, deliveryId);
  // A test was an answer to somebody who waited for it; it is made anew, not repeated.
  if (!found || found.row.is_test === 1) return refuse('not_found');
  const { row, settings } = found;
  if (row.expunged === 1) return refuse('content_expunged');
  if (!settings.enabled) return refuse('webhook_disabled');
  endpoint.queue.askByHand(row, Date.now());
  const asked = endpoint.queue.get(deliveryId) ?? row;
  endpoint.pump();
  return ok(toDelivery(asked, settings.retry.attempts));
};

/** Deletes what was sent and answered; one that waits is given up, for there is nothing left to send. */
export const expungeDelivery = (endpoint: Endpoint, deliveryId: string): Result<null> => {
  const found = find(endpoint, deliveryId);
  if (!found) return refuse('not_found');
  const { row, settings } = found;
  const now = Date.now();
  endpoint.ctx.storage.transactionSync(() => {
    endpoint.log.expunge(row);
    if (row.state !== 'pending' && row.state !== 'sending') return;
    const state = row.held_state === 'delivered' ? 'delivered' : 'failed';
    endpoint.queue.settle(row, state, { failures: row.failures, dueAt: null });
    if (row.held_state !== state) endpoint.tallies.count(now, 'delivery', state);
    if (row.recovering === 1) countSettled(endpoint.sql, state);
    if (settings.ordered) endpoint.queue.promote(row.lane, now);
  });
  endpoint.pump();
  return ok(null);
};

const find = (endpoint: Endpoint, deliveryId: string): { row: DeliveryRow; settings: Settings } | null => {
  const { settings } = endpoint;
  const row = settings && endpoint.queue.get(deliveryId);
  return row ? { row, settings } : null;
};
