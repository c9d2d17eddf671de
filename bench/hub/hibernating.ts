/** H-15: 10,000 sockets of one hub, silent for longer than a hub stays in memory (10 s), then an event and pings. */
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs, pssMb } from '../measure/process-cost.ts';
import { round } from '../measure/percentile.ts';
import { Fleet } from './fleet.ts';
import { socketsThatFit } from './open-files.ts';
import { startHub } from './servers.ts';
import { message } from './traffic.ts';

const WANTED = 10_000;
const SETTLE_MS = 3_000;
/** The runtime lets go of a quiet object after 10 s. */
const SILENCE_MS = 14_000;
const group = 'hibernating';

export const hibernating = async (): Promise<Record<string, unknown>> => {
  const { sockets, note } = socketsThatFit(WANTED);
  const fleet = new Fleet();
  const hub = await startHub();
  const pid = [hub.pid];
  const tell = async (n: number): Promise<number> => {
    const begin = performance.now();
    await hub.publish([message(n)]);
    await fleet.arrive(group, n);
    return round(performance.now() - begin, 0);
  };
  try {
    await hub.publish([message(1)]);
    const emptyMb = pssMb(pid);
    const connectPerSecond = await fleet.open({ group, count: sockets, url: hub.url, topics: hub.topics });
    await sleep(SETTLE_MS);
    const awakeMb = pssMb(pid);
    const toAllAwakeMs = await tell(2);

    await sleep(SILENCE_MS);
    const quietBefore = cpuMs(pid);
    await sleep(SETTLE_MS);
    const quietCpu = cpuMs(pid) - quietBefore;
    const asleepMb = pssMb(pid);
    const toAllFromSleepMs = await tell(3);

    await sleep(SILENCE_MS);
    const { pongs: before } = await fleet.ask('report', { group });
    const pingCpuBefore = cpuMs(pid);
    await fleet.ask('ping', { group });
    const { pongs } = await fleet.ask('pongs', { group, atLeast: before + sockets, deadlineMs: 15_000 });
    const pingCpu = cpuMs(pid) - pingCpuBefore;
    const toAllAfterPingsMs = await tell(4);

    const { open, outOfOrder, missedFrames, gaps, closeCodes } = await fleet.ask('report', { group });
    const perSocketKb = (mb: number): number => round(((mb - emptyMb) * 1024) / sockets);
    return {
      sockets,
      ...(note === undefined ? {} : { note }),
      open,
      closeCodes,
      connectPerSecond,
      pssKbPerSocket: { awake: perSocketKb(awakeMb), asleep: perSocketKb(asleepMb) },
      cpuShareAsleep: round(quietCpu / SETTLE_MS, 3),
      pings: { sent: sockets, answered: pongs - before, cpuUsEach: round((pingCpu * 1000) / sockets) },
      oneEventToAllMs: { awake: toAllAwakeMs, fromSleep: toAllFromSleepMs, afterPings: toAllAfterPingsMs },
      outOfOrder,
      missedFrames,
      gaps,
      ratios: { 'sockets held': { is: open, aim: '≥ 10000' } },
    };
  } finally {
    fleet.end();
    await hub.stop();
  }
};
