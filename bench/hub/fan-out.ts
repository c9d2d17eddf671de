/**
 * H-15: 1,000 live clients, ten events a second one by one; the hub beside a bare Durable Object and a plain `ws`
 * server, in turn, so that what disturbs one disturbs all. Then as many events as each of them takes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs, pssMb } from '../measure/process-cost.ts';
import { round } from '../measure/percentile.ts';
import { Fleet } from './fleet.ts';
import { flood } from './flood.ts';
import { type BenchServer, startBareHub, startHub, startWsServer } from './servers.ts';
import { pace } from './pace.ts';

const CLIENTS = 1_000;
const PER_SECOND = 10;
const WARM_UP_EVENTS = 20;
const MEASURED_EVENTS = 80;
const ROUNDS = 3;
/** A server just connected to is still busy with it. */
const SETTLE_MS = 1_500;

interface Run {
  server: BenchServer;
  connectPerSecond: number;
  pssKbPerConnection: number;
  n: number;
  cpu: number;
  deliveries: number;
}

const connect = async (fleet: Fleet, server: BenchServer): Promise<Run> => {
  const before = pssMb([server.pid]);
  const connectPerSecond = await fleet.open({
    group: server.name,
    count: CLIENTS,
    url: server.url,
    topics: server.topics,
  });
  await sleep(SETTLE_MS);
  const pssKbPerConnection = round(((pssMb([server.pid]) - before) * 1024) / CLIENTS);
  return { server, connectPerSecond, pssKbPerConnection, n: 0, cpu: 0, deliveries: 0 };
};

const measure = async (fleet: Fleet, run: Run): Promise<void> => {
  const { name: group, pid } = run.server;
  await pace(run.server, run.n + 1, WARM_UP_EVENTS, PER_SECOND);
  run.n += WARM_UP_EVENTS;
  await fleet.arrive(group, run.n);
  await fleet.ask('record', { group, on: true });
  const before = cpuMs([pid]);
  await pace(run.server, run.n + 1, MEASURED_EVENTS, PER_SECOND);
  run.n += MEASURED_EVENTS;
  await fleet.arrive(group, run.n);
  run.cpu += cpuMs([pid]) - before;
  run.deliveries += MEASURED_EVENTS * CLIENTS;
  await fleet.ask('record', { group, on: false });
};

export const fanOut = async (): Promise<Record<string, unknown>> => {
  const fleet = new Fleet();
  const servers = await Promise.all([startWsServer(), startBareHub()]);
  try {
    servers.push(await startHub());
    const runs: Run[] = [];
    for (const server of servers) runs.push(await connect(fleet, server));
    for (let round = 0; round < ROUNDS; round++) for (const run of runs) await measure(fleet, run);
    const figures: Record<string, { cpuUsPerDelivery: number; p50: number; p99: number; eventsPerSecond: number }> = {};
    const results: Record<string, unknown> = {};
    for (const run of runs) {
      const { server } = run;
      const { latencyMs, outOfOrder, missedFrames } = await fleet.ask('report', { group: server.name });
      const cpuUsPerDelivery = round((run.cpu * 1000) / run.deliveries);
      const flooded = await flood(fleet, server, run.n);
      figures[server.name] = {
        cpuUsPerDelivery,
        p50: latencyMs?.p50 ?? Number.NaN,
        p99: latencyMs?.p99 ?? Number.NaN,
        eventsPerSecond: flooded.eventsPerSecond,
      };
      results[server.name] = {
        connectPerSecond: run.connectPerSecond,
        pssKbPerConnection: run.pssKbPerConnection,
        cpuUsPerDelivery,
        latencyMs,
        deliveries: run.deliveries,
        outOfOrder,
        missedFrames,
        flood: flooded,
      };
      await fleet.ask('close', { group: server.name });
    }
    const { hub, bare, ws } = figures as Record<'hub' | 'bare' | 'ws', (typeof figures)[string]>;
    return {
      clients: CLIENTS,
      eventsPerSecond: PER_SECOND,
      ...results,
      ratios: {
        'cpu hub/bare': { is: round(hub.cpuUsPerDelivery / bare.cpuUsPerDelivery, 2), aim: '≤ 1.25' },
        'p99 hub ms': { is: hub.p99, aim: '≤ 100' },
        'p99 hub/bare': { is: round(hub.p99 / bare.p99, 2), aim: '≤ 2' },
        'flood hub batched/ws unbatched': { is: round(hub.eventsPerSecond / ws.eventsPerSecond, 2), aim: '≥ 1' },
        'cpu hub/ws': { is: round(hub.cpuUsPerDelivery / ws.cpuUsPerDelivery, 2) },
      },
    };
  } finally {
    fleet.end();
    for (const server of servers) await server.stop();
  }
};
