/**
 * Webhooks (spec §5): `npm run bench -- webhooks [scenario …]`. From the append of an event at the hub to the last byte
 * at a receiver on loopback: log, cursor, endpoint object, signatures, HTTP. Linux.
 */
import { newId } from '@waqtor/core/id';
import { cpuMs } from '../measure/process-cost.ts';
import { percentile, round } from '../measure/percentile.ts';
import { openStage, type Stage } from './stage.ts';

const LONE = 200;
const WARM_UP = 50;
const FLOOD = 3_000;
const BATCH = 100;
const DEAD_QUEUE = 1_000;

const times = (us: number[]) => ({
  p50Ms: round(percentile(us, 0.5) / 1000),
  p95Ms: round(percentile(us, 0.95) / 1000),
  p99Ms: round(percentile(us, 0.99) / 1000),
});

/** One event after the other; the next when the one before has arrived. */
const lone = async (stage: Stage, workspaceId: string, receiver: string, count = LONE): Promise<number[]> => {
  const samples: number[] = [];
  for (let index = 0; index < count; index++) {
    await stage.publish(workspaceId, 1);
    for (const { us } of await stage.arrived(receiver, 1)) samples.push(us);
  }
  return samples;
};

const flood = async (stage: Stage, delay: number, endpoints: number): Promise<Record<string, unknown>> => {
  const workspaceId = newId('wsp');
  const receivers = await Promise.all(Array.from({ length: endpoints }, () => stage.endpoint(workspaceId, delay)));
  const each = Math.round(FLOOD / endpoints);
  await lone(stage, workspaceId, receivers[0] as string, 5);
  const [begin, cpu] = [performance.now(), cpuMs([stage.pid])];
  for (let sent = 0; sent < each; sent += BATCH) await stage.publish(workspaceId, Math.min(BATCH, each - sent));
  for (const [index, receiver] of receivers.entries()) await stage.arrived(receiver, each + (index === 0 ? 0 : 5));
  const wallMs = performance.now() - begin;
  return {
    endpoints,
    deliveries: each * endpoints,
    perSecond: round((each * endpoints * 1000) / wallMs),
    cpuMsEach: round((cpuMs([stage.pid]) - cpu) / (each * endpoints), 2),
  };
};

const fast = (stage: Stage) => flood(stage, 0, 1);
const slow = (stage: Stage) => flood(stage, 150, 1);
const many = (stage: Stage) => flood(stage, 0, 4);

const latency = async (stage: Stage): Promise<Record<string, unknown>> => {
  const result: Record<string, unknown> = {};
  for (const delay of [0, 150]) {
    const workspaceId = newId('wsp');
    const receiver = await stage.endpoint(workspaceId, delay);
    await lone(stage, workspaceId, receiver, WARM_UP);
    result[`answer${delay}Ms`] = times(await lone(stage, workspaceId, receiver, delay === 0 ? LONE : 60));
  }
  return result;
};

/**
 * A healthy endpoint beside another healthy one that gets the same events, beside one that never answers and has a
 * thousand waiting, and beside a healthy one again: what a neighbour costs is in both, only that it is dead is not.
 */
const isolation = async (stage: Stage): Promise<Record<string, unknown>> => {
  const workspaceId = newId('wsp');
  const healthy = await stage.endpoint(workspaceId, 0);
  await lone(stage, workspaceId, healthy, WARM_UP);
  const alone = times(await lone(stage, workspaceId, healthy));
  const besideHealthy = async (): Promise<number[]> => {
    const neighbour = await stage.endpoint(workspaceId, 0);
    await lone(stage, workspaceId, healthy, WARM_UP);
    const samples = await lone(stage, workspaceId, healthy);
    await stage.disable(workspaceId, neighbour);
    return samples;
  };
  const before = await besideHealthy();
  const dead = await stage.endpoint(workspaceId, 'never');
  for (let sent = 0; sent < DEAD_QUEUE; sent += BATCH) await stage.publish(workspaceId, BATCH);
  await stage.arrived(healthy, DEAD_QUEUE);
  const besideDead = times(await lone(stage, workspaceId, healthy, LONE * 2));
  await stage.disable(workspaceId, dead);
  const beside = times([...before, ...(await besideHealthy())]);
  return { alone, besideHealthy: beside, besideDead, p95Ratio: round(besideDead.p95Ms / beside.p95Ms, 2) };
};

const parts: Record<string, (stage: Stage) => Promise<Record<string, unknown>>> = {
  latency,
  fast,
  slow,
  many,
  isolation,
};
export const scenarios: Record<string, unknown> = parts;

export const run = async (chosen: readonly string[]): Promise<Record<string, unknown>> => {
  const results: Record<string, unknown> = {};
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
    console.error(`· ${name}`);
    const stage = await openStage();
    try {
      results[name] = await parts[name]!(stage);
    } finally {
      await stage.stop();
    }
  }
  return results;
};
