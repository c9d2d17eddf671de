/**
 * H-10: what a client that stops reading costs the server's memory and the others while more than 10 MB pass, and that
 * it gets all it missed once it reads again. The same traffic with nobody stalled is measured before. A runtime's memory
 * swings by tens of MB, so that one stalled client would not be seen: forty are, beside 200 others, and the growth is
 * told for one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { percentile, round } from '../measure/percentile.ts';
import { pssMb } from '../measure/process-cost.ts';
import { Fleet } from './fleet.ts';
import { pace } from './pace.ts';
import { startHub } from './servers.ts';
import { message } from './traffic.ts';

const CLIENTS = 240;
const STALLED = 40;
/** 16 KB each, so that what the kernel's own buffers swallow (some 10 MB) is soon full. */
const BODY_CHARS = 16 * 1024;
const PER_SECOND = 25;
/** The hub closes a client that stays over its credit for 60 s; these are fewer. */
const SECONDS = 40;
const SAMPLE_EVERY_MS = 250;
/** Memory at the end of a phase: the median of so many samples, because a collection comes when it likes. */
const SAMPLES = 32;
const CATCH_UP_DEADLINE_MS = 30_000;
const group = 'stalled';

const sampled = async <T>(pid: number, run: () => Promise<T>): Promise<{ endMb: number; maxMb: number }> => {
  const samples: number[] = [];
  const timer = setInterval(() => samples.push(pssMb([pid])), SAMPLE_EVERY_MS);
  try {
    await run();
  } finally {
    clearInterval(timer);
  }
  return { endMb: percentile(samples.slice(-SAMPLES), 0.5), maxMb: Math.max(...samples) };
};

export const stalled = async (): Promise<Record<string, unknown>> => {
  const fleet = new Fleet();
  const hub = await startHub();
  let n = 0;
  const traffic = async (): Promise<void> => {
    const count = SECONDS * PER_SECOND;
    await pace(hub, n + 1, count, PER_SECOND, (number) => message(number, BODY_CHARS));
    n += count;
    await fleet.arrive(group, n);
  };
  const phase = async () => {
    await fleet.ask('forgetLatencies', { group });
    const memory = await sampled(hub.pid, traffic);
    const { latencyMs } = await fleet.ask('report', { group });
    return { ...memory, latencyMs };
  };
  try {
    await fleet.open({ group, count: CLIENTS, url: hub.url, topics: hub.topics });
    await traffic();
    await fleet.ask('record', { group, on: true });
    const control = await phase();
    await fleet.ask('stall', { group, count: STALLED });
    const during = await phase();
    await fleet.ask('record', { group, on: false });
    await sleep(SAMPLE_EVERY_MS);
    const before = await fleet.ask('report', { group });

    const begin = performance.now();
    await fleet.ask('unstall', { group });
    const { behind } = await fleet.ask('reached', { group, n, deadlineMs: CATCH_UP_DEADLINE_MS });
    const after = await fleet.ask('report', { group });
    const growthMbEach = round((during.endMb - control.endMb) / STALLED, 2);
    return {
      clients: CLIENTS,
      passedMb: round((SECONDS * PER_SECOND * BODY_CHARS) / 1024 / 1024),
      control,
      withStalled: during,
      stalledClients: {
        count: STALLED,
        missedEvents: n - (before.apart[0] ?? 0),
        hasCaughtUp: behind === 0,
        caughtUpMs: behind === 0 ? round(performance.now() - begin, 0) : null,
      },
      closeCodes: after.closeCodes,
      outOfOrder: after.outOfOrder,
      missedFrames: after.missedFrames,
      gaps: after.gaps,
      ratios: {
        'memory growth MB for one stalled client': { is: growthMbEach, aim: '≤ 1' },
        'p99 of the others, with/without': {
          is: round((during.latencyMs?.p99 ?? Number.NaN) / (control.latencyMs?.p99 ?? Number.NaN), 2),
        },
      },
    };
  } finally {
    fleet.end();
    await hub.stop();
  }
};
