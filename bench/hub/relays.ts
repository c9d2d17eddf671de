/** H-1: 5,000 live clients of one workspace, placed by its hub on itself and on as many relays as it begins. */
import { setTimeout as sleep } from 'node:timers/promises';
import { round } from '../measure/percentile.ts';
import { cpuMs, pssMb } from '../measure/process-cost.ts';
import { Fleet } from './fleet.ts';
import { socketsThatFit } from './open-files.ts';
import { pace } from './pace.ts';
import { startHub } from './servers.ts';

const CLIENTS = 5_000;
const PER_SECOND = 2;
const WARM_UP_EVENTS = 6;
const MEASURED_EVENTS = 24;
const SETTLE_MS = 2_000;
const group = 'relays';

export const relays = async (): Promise<Record<string, unknown>> => {
  const { sockets: clients, note } = socketsThatFit(CLIENTS);
  const fleet = new Fleet();
  const hub = await startHub();
  try {
    const before = pssMb([hub.pid]);
    const connectPerSecond = await fleet.open({ group, count: clients, url: hub.url, topics: hub.topics });
    const placed = await hub.placed();
    await sleep(SETTLE_MS);
    const pssKbPerConnection = round(((pssMb([hub.pid]) - before) * 1024) / clients);
    await pace(hub, 1, WARM_UP_EVENTS, PER_SECOND);
    await fleet.arrive(group, WARM_UP_EVENTS);
    await fleet.ask('record', { group, on: true });
    const cpuBefore = cpuMs([hub.pid]);
    await pace(hub, WARM_UP_EVENTS + 1, MEASURED_EVENTS, PER_SECOND);
    await fleet.arrive(group, WARM_UP_EVENTS + MEASURED_EVENTS);
    const cpuUsPerDelivery = round(((cpuMs([hub.pid]) - cpuBefore) * 1000) / (MEASURED_EVENTS * clients));
    const { open, latencyMs, outOfOrder, missedFrames, gaps } = await fleet.ask('report', { group });
    return {
      clients,
      ...(note === undefined ? {} : { note }),
      placed,
      eventsPerSecond: PER_SECOND,
      open,
      connectPerSecond,
      pssKbPerConnection,
      cpuUsPerDelivery,
      latencyMs,
      outOfOrder,
      missedFrames,
      gaps,
    };
  } finally {
    fleet.end();
    await hub.stop();
  }
};
