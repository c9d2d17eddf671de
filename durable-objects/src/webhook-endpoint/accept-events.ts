import type { WaqtorEvent } from '@waqtor/contracts';
import type { Endpoint } from './endpoint.ts';
import { MAX_PENDING } from './limits.ts';
import { watchGrowth } from './purge.ts';

/**
 * Takes events from the hub: stored, then answered. Repeats are known by event id. A disabled or removed endpoint
 * takes nothing and says nothing, so that the hub goes on. Throws when too much waits.
 */
export const acceptEvents = (endpoint: Endpoint, events: { event: WaqtorEvent; name: string }[]): void => {
  const { settings, queue } = endpoint;
  if (!settings?.enabled) return;
  if (!queue.hasRoom(MAX_PENDING)) throw new Error('Too many deliveries wait at this endpoint.');
  const now = Date.now();
  endpoint.ctx.storage.transactionSync(() => {
    let added = 0;
    for (const { event, name } of events) if (queue.add(settings, { event, name, cause: 'schedule' }, now)) added += 1;
    if (added > 0) endpoint.tallies.count(now, 'delivery', 'added', added);
    watchGrowth(endpoint, now);
  });
  endpoint.pump();
};
