import { cpuMs } from '../measure/process-cost.ts';
import { round } from '../measure/percentile.ts';
import type { Fleet } from './fleet.ts';
import type { BenchServer } from './servers.ts';
import { message } from './traffic.ts';

const FLOOD_MS = 6_000;
/**
 * Our hub takes batches (one RPC each) and sends batches; a yardstick gets every event by itself. At most so many
 * events are on their way to the slowest client: without that the yardsticks would only fill their memory.
 */
const BATCH = { hub: 50, bare: 1, ws: 1 };
const ON_THEIR_WAY = { hub: 500, bare: 3, ws: 3 };
const ARRIVAL_DEADLINE_MS = 60_000;

/** Events per second that each subscriber gets, until the last one has the last event. `lastN`: of what was sent before. */
export const flood = async (fleet: Fleet, server: BenchServer, lastN: number) => {
  const { name: group } = server;
  const [batch, window] = [BATCH[group], ON_THEIR_WAY[group]];
  const begin = performance.now();
  const before = cpuMs([server.pid]);
  let n = lastN;
  while (performance.now() - begin < FLOOD_MS) {
    await fleet.arrive(group, n - window + batch, ARRIVAL_DEADLINE_MS);
    await server.publish(Array.from({ length: batch }, (_, index) => message(n + 1 + index)));
    n += batch;
  }
  await fleet.arrive(group, n, ARRIVAL_DEADLINE_MS);
  const wallMs = performance.now() - begin;
  const { outOfOrder, missedFrames } = await fleet.ask('report', { group });
  return {
    eventsPerSecond: round(((n - lastN) / wallMs) * 1000),
    cpuShare: round((cpuMs([server.pid]) - before) / wallMs, 2),
    outOfOrder,
    missedFrames,
  };
};
