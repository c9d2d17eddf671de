import type { WaqtorEvent } from '@waqtor/contracts';
import type { Endpoint } from './endpoint.ts';
import { PURGE_JOB } from './jobs.ts';

/** Deliveries that may wait here; above it the hub keeps them in its log and tries again. */
const MAX_PENDING = 50_000;
const FIRST_PURGE_MS = 24 * 60 * 60 * 1000;

/**
 * Takes events from the hub: stored, then answered. Repeats are known by event id. A disabled or removed endpoint
 * takes nothing and says nothing, so that the hub goes on. Throws when too much waits.
 */
export const acceptEvents = (endpoint: Endpoint, events: { event: WaqtorEvent; name: string }[]): void => {
  const { settings, deliveries } = endpoint;
  if (!settings?.enabled) return;
  if (!deliveries.hasRoom(MAX_PENDING)) throw new Error('Too many deliveries wait at this endpoint.');
  const now = Date.now();
  endpoint.ctx.storage.transactionSync(() => {
    for (const { event, name } of events) deliveries.add(settings.endpointId, event, name, now);
    endpoint.schedule.at(PURGE_JOB, now + FIRST_PURGE_MS);
  });
  endpoint.pump();
};
