import { setTimeout as sleep } from 'node:timers/promises';
import type { WaqtorEvent } from '@waqtor/contracts';
import type { BenchServer } from './servers.ts';
import { message } from './traffic.ts';

/**
 * Publishes `count` events from number `from` on, one by one. Each is made on time; like every producer this one has a
 * single call in flight, so that an event may wait for the one before, and its latency tells so.
 */
export const pace = async (
  server: BenchServer,
  from: number,
  count: number,
  perSecond: number,
  make: (n: number) => WaqtorEvent = (n) => message(n),
): Promise<void> => {
  const begin = performance.now();
  let taken = Promise.resolve();
  for (let index = 0; index < count; index++) {
    await sleep(Math.max(0, begin + (index * 1000) / perSecond - performance.now()));
    const event = make(from + index);
    taken = taken.then(() => server.publish([event]));
  }
  await taken;
};
