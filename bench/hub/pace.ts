import { setTimeout as sleep } from 'node:timers/promises';
import type { WaqtorEvent } from '@waqtor/contracts';
import type { BenchServer } from './servers.ts';
import { message } from './traffic.ts';

/** Publishes `count` events from number `from` on, one by one, each on time whatever the one before took. */
export const pace = async (
  server: BenchServer,
  from: number,
  count: number,
  perSecond: number,
  make: (n: number) => WaqtorEvent = (n) => message(n),
): Promise<void> => {
  const begin = performance.now();
  const taken: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    await sleep(Math.max(0, begin + (index * 1000) / perSecond - performance.now()));
    taken.push(server.publish([make(from + index)]));
  }
  await Promise.all(taken);
};
